import type { SignalPart } from "../classifier.ts";
import type { Ask } from "../text/ask.ts";
import { referenceParts } from "./reference.ts";
import { wideParts } from "./wide.ts";

/** From here on the reference's words decide alone. */
const ENOUGH = 50;

/** The parts whose sum, clamped to 0 and 100, is the score. */
export function scoreParts(ask: Ask): SignalPart[] {
  const reference = referenceParts(ask);
  const wide = wideParts(ask, reference);
  const raising = wide.filter(({ weight }) => weight > 0);
  // Where nothing speaks for a hard task, what speaks against it has nothing to take away.
  if (raising.length === 0 && !reference.some(({ weight }) => weight > 0)) return reference;
  // The reference's words are worth what they were worth: wider evidence supports them, or takes from them, but adds nothing.
  if (total(reference) >= ENOUGH && total(wide) >= 0) return reference;
  return [...reference, ...wide];
}

/** The sum of the parts, in hundredths. */
export const total = (parts: readonly SignalPart[]): number => parts.reduce((sum, { weight }) => sum + weight, 0);
