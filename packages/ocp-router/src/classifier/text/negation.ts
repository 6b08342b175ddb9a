// A person who says what they do not want names it: those words must not count. Judged clause by clause, since what
// follows the next comma, colon or dash is wanted again.
const BOUNDARY =
  /([.!?;:,\n。、！？；：，]+|\s[-–—]+\s|—|\b(?:instead of|rather than|other than|in place of)\b|\b(?:but|only|just|pero|mais|aber|sondern|mas|ma|но)\b)/u;

const TASKS =
  "(?:refactor|rewrit|redesign|explan|explain|analy|review|audit|chang|design|plan|test|summar|essay|detail|prose|architect|migrat|secur|perform|optimi|debug|comment|code|intro|boilerplate|deploy|theory|lecture|fluff)";
const KEPT = "(?:break|lose|drop|block|lock|leak|allow|let|double|trust|assume|regress)";

const UNWANTED = [
  `(?:do not|dont|never) (?!${KEPT})`,
  "(?:theres |there is )?no need",
  "(?:you )?(?:neednt|dont need|dont have to)",
  "never ?mind",
  "(?:skip|ignore|forget|leave out|leave aside|spare me|omit)\\b",
  `(?:no|without|zero|not) (?:\\w+ ){0,2}${TASKS}`,
  "not (?:a|an|the|about|asking|looking|interested|for)\\b",
  "(?:i am|im|we are|were|its|it is|this is) not\\b",
  "(?:this|it|that) (?:isnt|has nothing)\\b",
  "i (?:dont|do not) (?:want|need|care)",
  "(?:no|without) .{1,40}(?:needed|required|necessary|please|thanks)\\b",
  "(?:no (?:hace falta|necesito|quiero|hagas|toques|cambies)|sin (?:explic|refactor|analiz|toc))",
  "(?:pas besoin|inutile d|ne (?:\\w+ ){1,2}pas|sans (?:explic|refactor|analy|touch))",
  "(?:kein(?:e|en|er)?|nicht) ",
  "(?:ohne (?:erkl|refactor|analy|zu erkl))",
  "(?:nao (?:precisa|quero|refator|mexa|mude)|sem (?:explic|refator|analis))",
  "(?:non (?:serve|voglio|fare|toccare|cambiare)|senza (?:spieg|refactor|analiz))",
  "(?:не (?:нужн|надо|хочу|трога|меня)|без (?:объяснен|рефактор|анализ))",
  "(?:不需要|不用|不要|无需|無需|别|不必)",
];
const LEAD = "(?:and|so|also|please|ok|okay|hi|hey|hello|y|et|und|e)?";
const STARTS_UNWANTED = new RegExp(`^\\s*(?:${LEAD}\\s+)?(?:${UNWANTED.join("|")})`, "u");
/** Japanese and Korean deny at the end. */
const ENDS_UNWANTED =
  /(?:不要|必要はない|必要ありません|必要はありません|必要ない|しないで(?:ください)?|せずに|하지 말고|필요 없)[^\p{L}]*(?:です|で|이고)?\s*$/u;

/** Drops the clauses of a folded text that say what is not wanted. */
export function dropUnwanted(folded: string): string {
  const pieces = folded.split(BOUNDARY);
  const kept: string[] = [];
  for (let at = 0; at < pieces.length; at += 2) {
    const clause = pieces[at] ?? "";
    const mark = pieces[at + 1] ?? "";
    kept.push(isUnwanted(clause, pieces[at - 1], mark) ? " " : clause, mark);
  }
  return kept.join("");
}

/** Said after what is put aside. */
const ENDS_ASIDE =
  /\b(?:out of scope|not needed|not required|unneeded|unnecessary|not necessary|can wait|alone|as (?:it )?is|as they are|not the (?:point|issue|question|problem)|later)\s*$/;
const CONTRAST = /^(?:instead of|rather than|other than|in place of)$/;

/** "without touching …" puts a task aside where it opens a sentence; elsewhere it is a condition on the work. */
const OPENING_WITHOUT = /^\s*(?:without|sin|sans|ohne|sem|senza|без)\b/u;

function isUnwanted(clause: string, before: string | undefined, after: string): boolean {
  const head = clause.slice(0, 120);
  if (before !== undefined && CONTRAST.test(before)) return true;
  if (ENDS_ASIDE.test(clause.slice(-60))) return true;
  if (STARTS_UNWANTED.test(head) || ENDS_UNWANTED.test(clause.slice(-60))) return true;
  return OPENING_WITHOUT.test(head) && after.startsWith(",") && (before === undefined || /[.!?\n]/.test(before));
}
