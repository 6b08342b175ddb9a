import type { SectionChange } from "../diff/document.ts";
import { RULES, type Effect } from "../diff/rules.ts";
import type { DocumentChange, VersionChange } from "../diff/version.ts";

const VERDICTS: Record<Effect, string> = {
  breaks: "breaks: artifacts that were valid are refused",
  may_break: "may break: some changes have to be looked at",
  extends: "extends: what was valid still is, and more",
  editorial: "no artifact is affected",
};
const MOST_LINES = 6;

/** What changed between two versions, for a person at a terminal. */
export function formatVersionChange(change: VersionChange): string {
  const { contract, from, to, status, effect, documents, schema, examples, refused } = change;
  const lines = [`${contract} ${from} (${status.from}) → ${to} (${status.to}): ${VERDICTS[effect]}`, ""];
  lines.push(schema.length === 0 ? "Schema: the same artifacts are valid" : "Schema");
  for (const { rule, effect: one, at, detail } of schema)
    lines.push(`  ${one.padEnd(9)}  ${at}  ${printable(detail)}  (${RULES[rule].says})`);
  if (refused.length > 0) lines.push("", `Examples of ${from} that the schema of ${to} refuses`);
  for (const { example, reason } of refused) lines.push(`  ${example}: ${printable(reason)}`);
  if (examples.length > 0) lines.push("", "Examples");
  for (const { example, change: one } of examples) lines.push(`  ${one.padEnd(9)}  ${example}`);
  if (documents.length > 0) lines.push("", "Documents");
  for (const document of documents) lines.push(...formatDocument(document));
  return `${lines.join("\n")}\n`;
}

function formatDocument({ document, change, sections }: DocumentChange): string[] {
  return [`  ${change.padEnd(9)}  ${document}`, ...sections.flatMap(formatSection)];
}

function formatSection({ change, title, added, removed, requirements }: SectionChange): string[] {
  const heading = title === "" ? "(before the first heading)" : printable(title);
  const look = requirements > 0 ? `  (${requirements} of its changed lines state a requirement: look)` : "";
  if (change !== "changed") return [`    ${change.padEnd(9)}  ${heading}${look}`];
  const lines = [...removed.map((line) => `-  ${line}`), ...added.map((line) => `+  ${line}`)];
  const shown = lines.slice(0, MOST_LINES).map((line) => `      ${printable(line).slice(0, 160)}`);
  const rest = lines.length > MOST_LINES ? [`      … ${lines.length - MOST_LINES} more lines`] : [];
  return [`    ${change.padEnd(9)}  ${heading}${look}`, ...shown, ...rest];
}

/** Without control characters, which a terminal would obey. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
