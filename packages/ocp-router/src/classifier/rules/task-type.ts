// Loose on purpose: a name for reports, which never moves a score. The first that matches is it.
const FAMILIES: readonly (readonly [name: string, pattern: RegExp])[] = [
  [
    "architect",
    /\barchitect|\bsystem design|\bredesign|\brethink|\brestructur|\bdesign pattern|\btrade-?offs?\b|\bscalab|\bmicro-?service/,
  ],
  ["refactor", /\brefactor|\brewrit|\bclean(?:ing)? up\b|\bmodulari|\bextract|\bdecoupl|\babstract|\breorgani/],
  [
    "debug",
    /\bdebug|\bbroken\b|\bnot working\b|\bfix (?:the|this|that|a) bug|\bstack ?trace|\bexception|\btraceback|\berror:|\braises\b|\bfails with\b/,
  ],
  ["summarise", /\bsummar|\btl;?dr\b|\boverview\b|\bbrief\b|\bone sentence\b|\bwhat does \S+ do\b/],
  ["explain", /\bexplain|\bwhat (?:is|does)\b|\bhow does\b|\bwalk me through\b|\bdescribe\b|\bclarif/],
  [
    "retrieval",
    /\bfind\b|\bsearch|\blook for\b|\bwhere is\b|\bwhich file\b|\blocate\b|\blist all\b|\bshow me\b|\bgrep\b/,
  ],
];

/** The kind of task that a folded text asks for, or `unknown`. */
export function taskType(text: string): string {
  return FAMILIES.find(([, pattern]) => pattern.test(text))?.[0] ?? "unknown";
}
