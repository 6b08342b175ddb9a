/** Numbers that name something and measure nothing: of requirements, standards, sections, versions, dates, list items. */
const NAMES =
  /\b[A-Z]{2,}[\w.-]*-\d[\w.-]*|\b(?:RFC|BCP|ISO|UTF|SHA|base)[ -]?\d+|§+\s*\d[\d.]*|\]\([^)]*\)|\b\d+\.\d+\.\d+\b|\b\d{4}-\d\d-\d\d|^\s*(?:#+\s*)?\d+[.)]\s/gm;
const QUANTITY =
  /\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|at most|at least|no more|default)\b/i;

/** Whether a text says how much or how many of something there is. */
export function statesQuantity(text: string): boolean {
  return QUANTITY.test(text.replace(NAMES, " "));
}
