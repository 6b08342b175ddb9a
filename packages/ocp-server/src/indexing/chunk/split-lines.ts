/** The characters that end a line of this text: a lone CR does so only in a text without any LF. */
export function lineBreakOf(text: string): "\n" | "\r" {
  return !text.includes("\n") && text.includes("\r") ? "\r" : "\n";
}

/** The lines of a text without what ends them (LF, CRLF, or CR alone). An ending last line is not followed by another. */
export function splitLines(text: string): string[] {
  const lines = text.split(lineBreakOf(text));
  if (lines.at(-1) === "") lines.pop();
  return text.includes("\r") ? lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)) : lines;
}

/** Whether a line holds nothing but white space. */
export function isBlank(line: string): boolean {
  return line.length === 0 || line.trim().length === 0;
}

const TAB = 4;

/** How far a line is indented, in columns. */
export function indentOf(line: string): number {
  let columns = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x20) columns++;
    else if (code === 0x09) columns += TAB - (columns % TAB);
    else break;
  }
  return columns;
}
