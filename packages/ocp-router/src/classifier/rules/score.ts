import type { SignalPart } from "../classifier.ts";
import type { Ask } from "../text/ask.ts";
import { referenceParts, RETRIEVAL } from "./reference.ts";
import { withoutObjects } from "./object.ts";
import { wideParts } from "./wide.ts";

/** From here on the reference's words decide alone. */
const ENOUGH = 50;
/** What a subject weighs that is hard by itself. */
const HARD = 40;
const FINDS_ONE = /\bfind (?:the|an?|any|every)\b/;

/** What the reference's rules and the wider ones find. */
export interface Evidence {
  readonly reference: readonly SignalPart[];
  readonly wide: readonly SignalPart[];
}

export function evidenceOf(whole: Ask): Evidence {
  const ask = withoutObjects(whole);
  const reference = referenceParts(ask);
  const wide = wideParts(ask, reference);
  // To find a use-after-free is no search: the reference's word for it gives way to a subject that is hard.
  const hard =
    wide.some(({ layer, weight }) => layer === "subject" && weight >= HARD) ||
    (FINDS_ONE.test(ask.text) && reference.some(({ weight }) => weight >= HARD));
  return { reference: hard ? reference.filter(({ signal }) => signal !== RETRIEVAL) : reference, wide };
}

/** The parts whose sum, clamped to 0 and 100, is the score. */
export function scoreOf({ reference, wide }: Evidence): readonly SignalPart[] {
  const raised = [...reference, ...wide].some(({ weight }) => weight > 0);
  // Where nothing speaks for a hard task, what speaks against it has nothing to take away.
  if (!raised) return reference;
  // The reference's words are worth what they were worth: wider evidence supports them, or takes from them, but adds nothing.
  if (total(reference) >= ENOUGH && total(wide) >= 0) return reference;
  return [...reference, ...wide];
}

/** The sum of the parts, in hundredths. */
export const total = (parts: readonly SignalPart[]): number => parts.reduce((sum, { weight }) => sum + weight, 0);
