import type { SignalPart } from "../classifier.ts";
import type { Ask } from "../text/ask.ts";
import { countWords, wordsOf } from "../text/words.ts";
import { PhraseIndex } from "../text/phrases.ts";
import { familiesIn } from "./wide.ts";

/** A request so short may lean on the one before it. */
const SHORT = 12;
const REFERS = new PhraseIndex<"refers" | "closes">();
REFERS.add(
  "refers",
  `continue, go on, go ahead, proceed, carry on, keep going, next, yes, yep, yeah, sure, do it, do that, do so, try again, again, retry, same, likewise, also, now, then, it, that, this, these, those, them, they, there, instead, better, both, the rest, the other, the first, the second, option,
  still, not working, doesnt work, didnt work, fails, failed, and, but, so, why, how so, more, finish, implement, fix, apply, explain your,
  continua, sigue, adelante, si, hazlo, eso, esto, continue, vas y, oui, fais le, ca, cela, weiter, mach weiter, ja, mach das, das, dies, continua, sim, faca isso, isso, avanti, fallo, questo, продолжай, да, сделай, это, дальше,
  続けて, はい, それ, これ, お願い, 次, 继续, 好的, 可以, 这个, 那个, 下一步, 계속, 네, 그것, 이것, kontynuuj, tak, devam, evet, bunu, استمر, نعم, هذا`,
);
REFERS.add(
  "closes",
  `thanks, thank you, thx, great, perfect, awesome, cool, nice, never mind, nevermind, stop, cancel, bye, goodbye, hello, gracias, merci, danke, obrigado, grazie, спасибо, ありがとう, 谢谢, 감사`,
);

/** What a short request inherits from the hardest one before it, when it refers to it and asks for little itself. */
export function followUpPart(ask: Ask, own: number, before: number): SignalPart[] {
  if (before <= own) return [];
  const { found } = familiesIn(ask.sentences);
  // It asks for something easy, in words of its own.
  if (found.has("mechanical") || found.has("lookup")) return [];
  const words = wordsOf(ask.text);
  const count = countWords(words);
  if (count > SHORT) return [];
  const kinds = new Set(REFERS.find(words).map(({ entry }) => entry));
  if (kinds.has("closes") && !kinds.has("refers")) return [];
  // Nothing but code, a paste or a picture: it answers the question before.
  if (!kinds.has("refers") && count > 0) return [];
  const inherited = Math.floor((before * 9) / 10) - own;
  return inherited > 0 ? [{ layer: "conversation", signal: "follows a harder request", weight: inherited }] : [];
}
