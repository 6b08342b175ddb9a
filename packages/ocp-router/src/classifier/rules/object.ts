import type { Ask } from "../text/ask.ts";
import { FAMILIES, type FamilyName } from "../lexicon/families.ts";
import { familiesIn } from "./wide.ts";

const COLON = /[:：]/u;
const LINE_COMMENT = /\s(?:\/\/|#|--)\s/;

/**
 * Leaves out what a mechanical edit is to be done to: in "fix the typo: …" what follows the colon is the object of the
 * request, whatever its words mean.
 */
export function withoutObjects(ask: Ask): Ask {
  const sentences = withoutBackground(ask.sentences).map(withoutObject);
  return { ...ask, sentences, text: sentences.join("\n") };
}

/** Below this many words nobody has pasted a letter. */
const LONG = 80;

/** "Make the first sentence friendlier", and then a page: the page is no wish. */
function withoutBackground(sentences: readonly string[]): readonly string[] {
  const [first, ...rest] = sentences;
  if (first === undefined || rest.length === 0 || familiesIn(rest).words < LONG) return sentences;
  const { found } = familiesIn([first]);
  return isTrifle(found) ? [first] : sentences;
}

function isTrifle(found: ReadonlyMap<FamilyName, unknown>): boolean {
  const hard = [...found.keys()].some((name) => FAMILIES[name].layer === "subject");
  return !hard && (found.has("mechanical") || found.has("trifles"));
}

function withoutObject(sentence: string): string {
  const colon = sentence.search(COLON);
  const comment = sentence.search(LINE_COMMENT);
  const end = Math.min(...[colon, comment].filter((at) => at > 0));
  if (!Number.isFinite(end)) return sentence;
  const head = sentence.slice(0, end);
  return isTrifle(familiesIn([head]).found) ? head : sentence;
}
