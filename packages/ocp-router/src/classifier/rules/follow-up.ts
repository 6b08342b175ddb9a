import type { SignalPart } from "../classifier.ts";
import type { Ask } from "../text/ask.ts";
import { countWords, wordsOf } from "../text/words.ts";
import { PhraseIndex } from "../text/phrases.ts";
import { familiesIn } from "./wide.ts";

/** A request so short may lean on the one before it. */
const SHORT = 12;
const REFERS = new PhraseIndex<"refers">();
REFERS.add(
  "refers",
  `continue, go on, go ahead, proceed, carry on, keep going, next, yes, yep, yeah, sure, do it, do that, do so, try again, again, retry, same, likewise, also, now, then, it, that, this, these, those, them, they, there, instead, better, both, the rest, the other, the first, the second, option,
  still, not working, doesnt work, didnt work, fails, failed, and, but, so, why, how so, more, finish, implement, fix, apply, explain your,
  continua, sigue, adelante, si, hazlo, eso, esto, continue, vas y, oui, fais le, ca, cela, weiter, mach weiter, ja, mach das, das, dies, continua, sim, faca isso, isso, avanti, fallo, questo, продолжай, да, сделай, это, дальше,
  続けて, はい, それ, これ, お願い, 次, 继续, 好的, 可以, 这个, 那个, 下一步, 계속, 네, 그것, 이것, kontynuuj, tak, devam, evet, bunu, استمر, نعم, هذا`,
);
/** Whether a request is short, refers to the one before it, and asks for nothing easy in words of its own. */
export function leansOnEarlier(ask: Ask): boolean {
  const { found } = familiesIn(ask.sentences);
  if (found.has("mechanical") || found.has("lookup")) return false;
  const words = wordsOf(ask.text);
  const count = countWords(words);
  // Nothing but code, a paste or a picture answers what was asked before.
  if (count === 0) return true;
  return count <= SHORT && REFERS.find(words).length > 0;
}

/** What a request inherits from the one before it that it leans on: nine tenths, where it asks for less itself. */
export function followUpPart(ask: Ask, own: number, before: number): SignalPart[] {
  const inherited = Math.floor((before * 9) / 10) - own;
  if (inherited <= 0 || !leansOnEarlier(ask)) return [];
  return [{ layer: "conversation", signal: "follows a harder request", weight: inherited }];
}
