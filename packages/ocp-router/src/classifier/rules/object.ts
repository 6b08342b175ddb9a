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
  const sentences = withoutBackground(withoutGiven(ask)).map(withoutObject);
  return { ...ask, sentences, text: sentences.join("\n") };
}

/** What points at a text that is given: `this`, `below`, `the following`, in several languages. */
const GIVEN =
  /\b(?:this|these|here|below|above|following|texts?|dies\w*|hier|folgend\w*|est[aeo]s?|texto|siguiente|ce|cet|cette|texte|quest[aeo]|testo|iss?[eo]|dez[e]|deze|dit|tekst|det|detta|texten)\b|этот|текст|下面|这|以下|この|다음|이/u;
/** So many words ask for something to be done to a text; who says more describes a task. */
const SHORT = 20;
/** What is done to code may have conditions, which a blank line sets apart. */
const CODE =
  /\b(?:code|modules?|functions?|class|methods?|scripts?|quer(?:y|ies)|services?|tables?|columns?|endpoints?)\b/;
/** A paragraph that goes on asking begins so, or ends in a question. */
const GOES_ON =
  /^(?:then|also|and|but|next|afterwards|secondly|finally|plus|so|dann|danach|und|puis|ensuite|et|luego|despues|y|poi|e|depois)\b/;

/**
 * "Translate to Spanish", a blank line, and then a text, or the text first: what is to be done to a text is asked, the text
 * is not. Only where its paragraph asks for nothing hard, and the other does not go on asking.
 */
function withoutGiven({ sentences, edges }: Ask): readonly string[] {
  const asks = edges.find((paragraph) => {
    const given = sentences.filter((sentence) => !paragraph.includes(sentence));
    return isAboutText(paragraph) && given.length > 0 && !GOES_ON.test(given[0]!) && !given.at(-1)!.endsWith("?");
  });
  return asks ?? sentences;
}

function isAboutText(paragraph: readonly string[]): boolean {
  const { found, words } = familiesIn(paragraph);
  if (words > SHORT || CODE.test(paragraph.join(" "))) return false;
  if ([...found.keys()].some((name) => HARD_LAYERS.has(FAMILIES[name].layer) && !MILD.has(name))) return false;
  const edits = found.has("mechanical") || found.has("lookup") || found.has("minimal");
  return found.has("trifles") || (edits && paragraph.some((sentence) => GIVEN.test(sentence)));
}

const HARD_LAYERS: ReadonlySet<string> = new Set(["subject", "task"]);
/** "Make this sound polite", "extract the names": half a sign of a task, and here none. */
const MILD: ReadonlySet<FamilyName> = new Set(["property", "overhaul", "building"]);

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
