// The rules of the first router of this protocol, as they were: every word of a prompt counts, wherever it stands.
type Rule = readonly [pattern: RegExp, hundredths: number];

const COMPLEX: readonly Rule[] = [
  [/\bsecurit(?:y|ies)\b/i, 55],
  [/\barchitect/i, 55],
  [/\bdeadlock\b|race condition/i, 40],
  [/\bacross\b.{0,40}\bfiles?\b|multi[- ]?file/i, 35],
  [/\brefactor\b/i, 25],
  [/\bmigrat(?:e|ion)\b/i, 55],
  [/\bperformance\b|\boptimi[sz]/i, 20],
  [/\b(?:all|every|each)\b.{0,30}\bfile/i, 20],
  [/\b(?:production|deploy)\b/i, 20],
];
const SIMPLE: readonly Rule[] = [
  [/\bsummari|\bsummary/i, -10],
  [/\bexplain\b/i, -10],
  [/\bwhat (?:is|does|are)\b/i, -10],
  [/\bone (?:line|sentence|word)\b/i, -15],
  [/\b(?:search|find|grep)\b/i, -10],
];
const FENCE = /```[\s\S]*?```/g;
const FILE = /\b[\w-]+\.\w{1,6}\b/g;

/** The reference's score of a prompt, 0 to 1; tokens are counted as bytes by four. */
export function referenceScore(prompt: string): number {
  const words = [...COMPLEX, ...SIMPLE].reduce(
    (sum, [pattern, weight]) => sum + (pattern.test(prompt) ? weight : 0),
    0,
  );
  const sum = words + lengthPart(prompt) + codePart(prompt) + filePart(prompt);
  return Math.min(100, Math.max(0, sum)) / 100;
}

function lengthPart(prompt: string): number {
  const tokens = Buffer.byteLength(prompt) / 4;
  if (tokens < 150) return 0;
  if (tokens < 400) return 10;
  return tokens < 800 ? 20 : 30;
}

function codePart(prompt: string): number {
  const fences = prompt.match(FENCE) ?? [];
  if (fences.length === 0) return 0;
  const lines = fences.reduce((sum, fence) => sum + fence.split("\n").length - 1, 0);
  if (lines < 20) return 5;
  return lines < 60 ? 15 : 25;
}

function filePart(prompt: string): number {
  const files = new Set(prompt.match(FILE)).size;
  if (files < 3) return 0;
  return files < 5 ? 10 : 20;
}
