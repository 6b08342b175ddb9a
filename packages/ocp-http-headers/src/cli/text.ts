/** Text of others on one line of a terminal: no control characters, and cut where it gets too long. */
export function safeLine(text: string, longest: number): string {
  const line = safeText(text).replaceAll(/\s+/g, " ").trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}

/** Text of others for a terminal: line ends and tabs stay, other control characters do not. */
export function safeText(text: string): string {
  return text.replaceAll(/(?![\t\n])[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}
