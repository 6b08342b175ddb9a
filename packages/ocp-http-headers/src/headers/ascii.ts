/**
 * A text as the value of a header field may hold it, at most `longest` characters: printable ASCII stands as it is,
 * everything else as the percent-encoded bytes of its UTF-8, and so does a `%` that would read as such (OCP-0003 §2).
 */
export function toFieldValue(text: string, longest: number): string {
  let value = "";
  const points = Array.from(text.toWellFormed());
  for (const [index, point] of points.entries()) {
    const edge = index === 0 || index === points.length - 1;
    const next = isPlain(point, edge, points.slice(index + 1, index + 3).join("")) ? point : percent(point);
    if (value.length + next.length > longest) break;
    value += next;
  }
  // What was cut may have left a space at the end, which HTTP would drop.
  return value.trimEnd();
}

/** The text of a field. What is no percent-encoded UTF-8 stands for itself, so values of any sender can be read. */
export function fromFieldValue(value: string): string {
  return value.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

function isPlain(point: string, edge: boolean, following: string): boolean {
  if (point === " ") return !edge;
  if (point === "%") return !/^[0-9A-Fa-f]{2}/.test(following);
  return point >= "!" && point <= "~";
}

function percent(point: string): string {
  const bytes = new TextEncoder().encode(point);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
