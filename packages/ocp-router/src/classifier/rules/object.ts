import type { Ask } from "../text/ask.ts";
import { FAMILIES } from "../lexicon/families.ts";
import { familiesIn } from "./wide.ts";

const COLON = /[:：]/u;
const LINE_COMMENT = /\s(?:\/\/|#|--)\s/;

/**
 * Leaves out what a mechanical edit is to be done to: in "fix the typo: …" what follows the colon is the object of the
 * request, whatever its words mean.
 */
export function withoutObjects(ask: Ask): Ask {
  const sentences = ask.sentences.map(withoutObject);
  return { ...ask, sentences, text: sentences.join("\n") };
}

function withoutObject(sentence: string): string {
  const colon = sentence.search(COLON);
  const comment = sentence.search(LINE_COMMENT);
  const end = Math.min(...[colon, comment].filter((at) => at > 0));
  if (!Number.isFinite(end)) return sentence;
  const head = sentence.slice(0, end);
  const { found } = familiesIn([head]);
  const easy = found.has("mechanical") || found.has("trifles");
  const hard = [...found.keys()].some((name) => FAMILIES[name].layer === "subject");
  return easy && !hard ? head : sentence;
}
