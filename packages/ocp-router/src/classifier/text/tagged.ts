const OPENS = /^<([a-z][\w:-]{0,40})(?:\s[^<>]{0,200})?>\s*$/i;

/** A text without the blocks between tags on lines of their own: agents put context and reminders there, not wishes. */
export function takeTagged(text: string): string {
  if (!text.includes("</")) return text;
  const lines = text.split("\n");
  const closes = new Map<string, number>();
  for (const [at, line] of lines.entries()) {
    const name = /<\/([a-z][\w:-]{0,40})>\s*$/i.exec(line)?.[1];
    if (name !== undefined) closes.set(name, at);
  }
  const kept: string[] = [];
  let inside = -1;
  for (const [at, line] of lines.entries()) {
    const name = OPENS.exec(line.trim())?.[1];
    if (at > inside && name !== undefined && (closes.get(name) ?? -1) > at) inside = closes.get(name)!;
    if (at > inside) kept.push(line);
  }
  return kept.join("\n");
}
