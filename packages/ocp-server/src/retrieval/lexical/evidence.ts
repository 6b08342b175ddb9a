/**
 * What one term says about one document, in one byte: how often the text holds it for its length, and whether the name
 * of a definition, its signature, the file's name or a folder's holds it.
 */
export const FREQUENCY = 0x0f;
export const IN_SYMBOL = 0x10;
export const IN_FILE_NAME = 0x20;
export const IN_FOLDER = 0x40;
export const IN_SIGNATURE = 0x80;

/** BM25's b: how far a long text discounts its words. */
const LENGTH_NORMALISATION = 0.75;
/** Words of a usual chunk. Fixed, so that what is written never depends on what else is indexed. */
const USUAL_LENGTH = 140;

/** Frequencies are kept on a scale of steps of this factor, from this value up. */
const STEP = 1.4;
const LOWEST = 0.15;

/** The step of a term's frequency in a text of so many words; 0 when it does not occur, else 1 to 15. */
export function frequencyStep(count: number, length: number): number {
  if (count === 0) return 0;
  const normalised = count / (1 - LENGTH_NORMALISATION + (LENGTH_NORMALISATION * length) / USUAL_LENGTH);
  const step = 1 + Math.round(Math.log(normalised / LOWEST) / Math.log(STEP));
  return Math.min(FREQUENCY, Math.max(1, step));
}

/** The length-normalised frequency that each step stands for. */
export const FREQUENCIES: Float64Array = Float64Array.from({ length: FREQUENCY + 1 }, (_, step) =>
  step === 0 ? 0 : LOWEST * STEP ** (step - 1),
);
