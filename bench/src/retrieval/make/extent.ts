/** Longer definitions are cut: the place to read is where they begin. */
const LONGEST = 60;

/** The last line, 0-based, of a definition that begins at `head`, by indentation. */
export function endOfDefinition(lines: readonly string[], head: number): number {
  const margin = indentOf(lines[head]!);
  let end = head;
  for (let at = head + 1; at < Math.min(lines.length, head + LONGEST); at++) {
    const line = lines[at]!;
    if (line.trim() === "") continue;
    const closes = /^\s*(?:[)\]}>{]|end\b)/.test(line);
    if (indentOf(line) < margin || (indentOf(line) === margin && !closes)) break;
    end = at;
    if (indentOf(line) === margin && /^\s*(?:\}[\s;,)]*$|end\b)/.test(line)) break;
  }
  return end;
}

const indentOf = (line: string): number => /^\s*/.exec(line)![0].length;
