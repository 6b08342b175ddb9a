// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g;

/** A foreign text on one line, with nothing in it that a terminal would obey. */
export function safeLine(text: string): string {
  return text.replace(CONTROLS, " ");
}

/** JSON on several lines in which whatever a terminal might obey is escaped. */
export function safeJson(value: unknown): string {
  const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  // JSON has escaped the characters below 32 already, but for the ends of its own lines.
  return JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    escape,
  );
}

/** `1,234`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 call`, `1,234 calls`. */
export function plural(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** `$0.00`, `$0.0042`, `$12.30`: small sums keep two figures that say something. */
export function formatDollars(dollars: number): string {
  if (dollars === 0 || Math.abs(dollars) >= 0.095) return `$${dollars.toFixed(2)}`;
  return `$${Number(dollars.toPrecision(2)).toFixed(Math.min(8, 1 - Math.floor(Math.log10(Math.abs(dollars)))))}`;
}

/** `850 ms`, `1.2 s`. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Rows under a heading in aligned columns; those named in `right` are aligned to the right. */
export function formatTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const lines = [heading, ...rows].map((row) => row.map(safeLine));
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines
    .map((line) =>
      widths
        .map((width, column) => {
          const cell = line[column] ?? "";
          return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A bar of `width` columns of which a share is filled. */
export function formatBar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}
