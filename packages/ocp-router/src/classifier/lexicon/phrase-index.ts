import { PhraseIndex } from "../text/phrases.ts";
import { englishEase } from "./english-ease.ts";
import { englishSubjects } from "./english-subjects.ts";
import { englishTasks } from "./english-tasks.ts";
import type { FamilyName, Phrases } from "./families.ts";
import { czech, hebrew, ukrainian } from "./neighbouring-languages.ts";
import { namedAfter } from "./named-after.ts";
import {
  arabic,
  chinese,
  hindi,
  indonesian,
  japanese,
  korean,
  scandinavian,
  turkish,
  vietnamese,
} from "./further-languages.ts";
import { dutch, german, polish, russian } from "./germanic-slavic.ts";
import { french, italian, portuguese, spanish } from "./romance.ts";

const LANGUAGES: readonly Phrases[] = [
  englishSubjects,
  englishTasks,
  englishEase,
  german,
  dutch,
  french,
  spanish,
  portuguese,
  italian,
  russian,
  polish,
  japanese,
  chinese,
  korean,
  turkish,
  arabic,
  hindi,
  vietnamese,
  indonesian,
  scandinavian,
  ukrainian,
  czech,
  hebrew,
];

let built: PhraseIndex<FamilyName> | undefined;

/** Every phrase of every language, made at first use. */
export function phraseIndex(): PhraseIndex<FamilyName> {
  if (built !== undefined) return built;
  const index = new PhraseIndex<FamilyName>();
  for (const language of LANGUAGES) {
    for (const [family, phrases] of Object.entries(language)) index.add(family as FamilyName, phrases);
  }
  index.add("trifles", namedAfter);
  return (built = index);
}
