import { median, quantile, round } from "../report.ts";
import { headline, type Tally } from "./tally.ts";

const ROW = 24;
const TOP = 44;
const NAMES = 290;
const PANEL = 120;
const GAP = 62;

/** A measure as a column of the picture; on a logarithmic scale the ends of bars count, not their lengths. */
interface Panel {
  readonly title: string;
  readonly scale: "linear" | "logarithmic";
  readonly lowest: number;
  readonly highest: number;
  readonly of: (tally: Tally) => Mark;
}

/** Up to where the bar goes, up to where a thin line goes on, and what is written beside them. */
interface Mark {
  readonly bar: number;
  readonly line?: number;
  readonly text: string;
}

const PANELS: readonly Panel[] = [
  {
    title: "quality, M3",
    scale: "linear",
    lowest: 0,
    highest: 1,
    of: ({ gains }) => ({ bar: headline(gains), text: round(headline(gains), 2) }),
  },
  {
    title: "query, ms, p50 — p99",
    scale: "logarithmic",
    lowest: 0.5,
    highest: 5000,
    of: ({ times }) => {
      const [bar, line] = [median(times), quantile(times, 0.99)];
      return { bar, line, text: `${toDigits(bar)} — ${toDigits(line)}` };
    },
  },
  {
    title: "index, s",
    scale: "logarithmic",
    lowest: 0.1,
    highest: 200,
    of: ({ indexMs }) => ({ bar: indexMs / 1000, text: toDigits(indexMs / 1000) }),
  },
  {
    title: "peak memory, MB",
    scale: "logarithmic",
    lowest: 10,
    highest: 1000,
    of: ({ peak }) => ({ bar: peak, text: round(peak) }),
  },
];

/** The figures of all methods as a picture, the first method's bars in another colour. Legible on light and dark pages. */
export function toChart(tallies: ReadonlyMap<string, Tally>): string {
  const rows = [...tallies];
  const width = NAMES + PANELS.length * (PANEL + GAP);
  const height = TOP + rows.length * ROW + 8;
  const panels = PANELS.flatMap((panel, column) => {
    const x = NAMES + column * (PANEL + GAP);
    const bars = rows.map(([, tally], row) =>
      toBar(panel.of(tally), panel, { x, y: TOP + row * ROW, look: row === 0 ? ' class="first"' : "" }),
    );
    return [`<text class="title" x="${x}" y="${TOP - 18}">${panel.title}</text>`, ...bars];
  });
  const names = rows.map(
    ([name], row) => `<text x="${NAMES - 10}" y="${TOP + row * ROW + 13}" text-anchor="end">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Quality, time and memory of each method; the table in RESULTS.md holds the same figures">
<style>
text { font: 11px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; }
rect, path { fill: #8b949e; stroke: #8b949e; }
.first { fill: #0969da; stroke: #0969da; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .first { fill: #4493f8; stroke: #4493f8; } }
</style>
${[...names, ...panels].join("\n")}
</svg>
`;
}

function toBar(
  { bar, line, text }: Mark,
  panel: Panel,
  { x, y, look }: { x: number; y: number; look: string },
): string {
  const end = x + toLength(panel, bar);
  const far = line === undefined ? end : x + toLength(panel, line);
  const onwards = far > end ? `<path${look} d="M${end} ${y + 9.5}H${far}"/>` : "";
  return `<rect${look} x="${x}" y="${y + 4}" width="${end - x}" height="11"/>${onwards}<text x="${far + 4}" y="${y + 13}">${text}</text>`;
}

function toLength({ scale, lowest, highest }: Panel, value: number): number {
  const share =
    scale === "linear" ? (value - lowest) / (highest - lowest) : Math.log(value / lowest) / Math.log(highest / lowest);
  return Math.round(Math.min(1, Math.max(0.01, share)) * PANEL);
}

const toDigits = (value: number): string => round(value, value < 10 ? 1 : 0);
