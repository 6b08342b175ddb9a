import { once } from "../once.ts";
import { stem } from "./analyse.ts";
import { PHRASES, VOCABULARY } from "./vocabulary.ts";

/** Words that specifications and those who ask about them use for one another, a group a line. */
const GROUPS = `
difference differ distinction distinguish versus vs
relate relationship relation
forbid forbidden prohibit prohibited disallow never
allow permit permission authorize
limit restrict constrain constraint restriction
field property attribute member
kind type category
mandatory required obligatory
optional may
example sample illustration
error failure fault
reject refuse decline
mistake pitfall antipattern
look lookup resolve resolution find
identifier id identification identity
rule requirement
answer response reply return output
input parameter argument
cover scope
why rationale reason
choose select selector pick
order sequence precedence hierarchy priority
migrate migration upgrade
conform comply compliance conformance
state declare specify include
remove delete removal
life lifecycle
location place path placed located
purpose goal aim
check validate verify validation
cause causality causation
combine compose composition
owner ownership own
role actor
deprecate deprecated obsolete
describe description
begin start
colour color
behaviour behavior
`;

/** How much a word counts that may stand for another. */
const SYNONYM_WEIGHT = 0.5;
const RELATED_WEIGHT = 0.4;

const byStem = once(() => {
  const related = new Map<string, Map<string, number>>();
  for (const [groups, weight] of [
    [GROUPS, SYNONYM_WEIGHT],
    [VOCABULARY, RELATED_WEIGHT],
  ] as const) {
    for (const line of groups.trim().split("\n")) {
      const stems = line.split(" ").map(stem);
      for (const one of stems) {
        const others = related.get(one) ?? new Map<string, number>();
        for (const other of stems) if (other !== one && !others.has(other)) others.set(other, weight);
        related.set(one, others);
      }
    }
  }
  return related;
});

/** What a phrase may be said with, by its words: the longer of two that begin alike first. */
const phrases = once(() =>
  PHRASES.trim()
    .split("\n")
    .flatMap((line) => {
      const [said = "", meant = ""] = line.split(":");
      const stems = new Set(meant.trim().split(/\s+/).map(stem));
      return said.split(",").map((phrase) => ({ words: phrase.trim().split(" "), stems }));
    })
    .sort((a, b) => b.words.length - a.words.length),
);

/** The stems that the phrases of a text may stand for, a set for each phrase. */
export function phrasesOf(words: readonly string[]): ReadonlySet<string>[] {
  const found: ReadonlySet<string>[] = [];
  for (let at = 0; at < words.length; at++) {
    const phrase = phrases().find((one) => one.words.every((word, i) => words[at + i] === word));
    if (!phrase) continue;
    found.push(phrase.stems);
    at += phrase.words.length - 1;
  }
  return found;
}

/** The stems of words that may stand for this one, and how much each counts. */
export function synonymsOf(term: string): ReadonlyMap<string, number> {
  return byStem().get(term) ?? new Map<string, number>();
}
