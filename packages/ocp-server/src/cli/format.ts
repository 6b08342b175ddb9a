// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text that a terminal only shows: control characters, escape sequences and bidirectional overrides are taken out,
 * line ends become `\n`, and tabs stay.
 */
export function safeText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const withoutSequences = text.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g, "");
  return withoutSequences.replace(/\r\n?/g, "\n").replace(CONTROLS, "");
}

/** Like `safeText`, on one line: tabs and line ends become spaces. */
export function safeLine(text: string): string {
  return safeText(text).replace(/[\t\n]+/g, " ");
}

/** JSON on several lines in which whatever a terminal might obey is escaped; it parses to the same value. */
export function safeJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return text.replace(CONTROLS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** `1,234`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 file`, `1,234 files`. */
export function plural(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** `850 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** `512 B`, `1.4 MB`: decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${units[unit]}`;
}

/** `just now`, `5 min ago`, `3 days ago`. */
export function formatAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const NARROW = /^[\p{Mn}\p{Me}\u200b-\u200d]$/u;

/** How many columns a terminal needs for a line, near enough: wide characters two, combining ones none. */
export function displayWidth(line: string): number {
  let width = 0;
  for (const char of line) width += NARROW.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}

/** Shortens a line to a width in columns; an ellipsis marks the cut. */
export function truncate(line: string, width: number): string {
  if (line.length <= width && displayWidth(line) <= width) return line;
  let kept = "";
  let used = 0;
  for (const char of line) {
    used += displayWidth(char);
    if (used > width - 1) break;
    kept += char;
  }
  return `${kept}…`;
}

/** Rows under a heading in aligned columns; those named in `right` are aligned to the right. */
export function formatTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const lines = [heading, ...rows].map((row) => row.map(safeLine));
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => displayWidth(line[column] ?? ""))));
  const format = (line: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = line[column] ?? "";
        const padding = " ".repeat(width - displayWidth(cell));
        return right.includes(column) ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd();
  return lines.map(format).join("\n");
}
