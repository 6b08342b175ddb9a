import type { SignalPart } from "../classifier.ts";
import type { Ask } from "../text/ask.ts";

// The score that prompts had in the first router of this protocol, in hundredths: its words, weights and signal names,
// looked for in what is asked and not in what is quoted, pasted or named.
interface Rule {
  readonly pattern: RegExp;
  readonly weight: number;
  readonly signal: string;
}

export const RETRIEVAL = "simple:retrieval task";

const COMPLEX: readonly Rule[] = [
  { pattern: /\bsecurit(?:y|ies)\b/, weight: 55, signal: "security-sensitive" },
  { pattern: /\barchitect/, weight: 55, signal: "architecture task" },
  { pattern: /\bdeadlock\b|\brace condition/, weight: 40, signal: "concurrency issue" },
  { pattern: /\bacross\b.{0,40}\bfiles?\b/, weight: 35, signal: "multi-file scope" },
  { pattern: /\bmulti[- ]?file/, weight: 35, signal: "multi-file scope" },
  { pattern: /\brefactor\b/, weight: 25, signal: "refactor task" },
  { pattern: /\bmigrat(?:e|ion)\b/, weight: 55, signal: "migration task" },
  { pattern: /\bperformance\b|\boptimi[sz]/, weight: 20, signal: "optimisation task" },
  { pattern: /\b(?:all|every|each)\b.{0,30}\bfile/, weight: 20, signal: "bulk-file operation" },
  { pattern: /\bproduction\b|\bdeploy\b/, weight: 20, signal: "production context" },
];

const SIMPLE: readonly Rule[] = [
  { pattern: /\bsummari|\bsummary/, weight: -10, signal: "simple:summarise task" },
  { pattern: /\bexplain\b(?! why)/, weight: -10, signal: "simple:explain task" },
  {
    pattern: /\bwhat (?:is|does|are)\b(?! (?:wrong|causing|going wrong|leaking|the (?:root|best|right|safest)))/,
    weight: -10,
    signal: "simple:simple question",
  },
  { pattern: /\bone[- ](?:line|sentence|word)\b/, weight: -15, signal: "simple:short output requested" },
  {
    // Not the noun: "the search endpoint".
    pattern:
      /(?<!\b(?:the|an?|our|your|this|of|text|semantic|vector) )\b(?:search|find|grep)\b(?! (?:endpoint|index|engine|service|page|results?|bar|quer))/,
    weight: -10,
    signal: RETRIEVAL,
  },
];

/** The parts of the reference's score that these words bring, in the order of its signals. */
export function referenceParts(ask: Ask): SignalPart[] {
  const parts: SignalPart[] = [...lengthPart(ask.text), ...codePart(ask)];
  for (const rule of COMPLEX) {
    const named = parts.some((part) => part.signal === rule.signal);
    if (!named && rule.pattern.test(ask.text))
      parts.push({ layer: "complex", signal: rule.signal, weight: rule.weight });
  }
  for (const rule of SIMPLE) {
    if (rule.pattern.test(ask.text)) parts.push({ layer: "simple", signal: rule.signal, weight: rule.weight });
  }
  return [...parts, ...filesPart(ask.files)];
}

/** Tokens by bytes: exact enough for four wide buckets, and linear in the text. */
function lengthPart(text: string): SignalPart[] {
  const tokens = Math.ceil(Buffer.byteLength(text) / 4);
  if (tokens < 150) return [];
  if (tokens < 400) return [{ layer: "length", signal: "medium-prompt(150-400t)", weight: 10 }];
  if (tokens < 800) return [{ layer: "length", signal: "long-prompt(400-800t)", weight: 20 }];
  return [{ layer: "length", signal: "very-long-prompt(>800t)", weight: 30 }];
}

function codePart({ fences, fencedLines }: Ask): SignalPart[] {
  if (fences === 0) return [];
  if (fencedLines < 20) return [{ layer: "code", signal: `code-block(${fencedLines}lines)`, weight: 5 }];
  if (fencedLines < 60) return [{ layer: "code", signal: `large-code-block(${fencedLines}lines)`, weight: 15 }];
  return [{ layer: "code", signal: `very-large-code-block(${fencedLines}lines)`, weight: 25 }];
}

function filesPart(files: number): SignalPart[] {
  if (files < 3) return [];
  return [{ layer: "files", signal: `references-${files}-files`, weight: files < 5 ? 10 : 20 }];
}
