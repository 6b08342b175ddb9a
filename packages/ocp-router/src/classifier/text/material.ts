/** A text in which what looks pasted is apart from what a person wrote. */
export interface Sorted {
  readonly written: readonly string[];
  readonly pasted: readonly string[];
}

/** Below this many lines a text holds no paste that would matter. */
const FEW_LINES = 3;
/** Of a text with more lines than these, what lies in the middle is a paste. */
const MOST_LINES = 2_000;
/** So many lines that differ in their digits only are a listing. */
const SAME_BUT_DIGITS = 4;
/** So many lines with one pattern of words and punctuation are a listing. */
const SAME_PATTERN = 8;
const LONG_LINE = 30;
/** A judgement about a line needs no more of it than this. */
const ENOUGH = 400;

const STARTS_AS_LOG = /^\s*[[(]?(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|\d\d\/\w{3}\/\d{4}|\[\d+\/\d+\])/;
const LOG_LEVEL = /\b(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL|NOTICE)\b/;
const STACK_FRAME = /^\s*(?:at [\w$.<>]+ ?\(|File "|Traceback|Caused by:|[\w.]*(?:Error|Exception): )/;
const QUOTED_OR_TABLE = /^\s*[>|]/;
const DIFF = /^(?:@@ |diff --git|[+-]{3} |index [\da-f]{6})/;
const CODE_START =
  /^\s*(?:import|export|from|def|class|function|const|let|var|public|private|protected|static|return|if|for|while|#include|#define|package|using|func|fn|impl|struct|enum|type|select|insert|create table|<\/?[a-z]|@\w|\/\/|\/\*|\* )/i;
const CODE_MARKS = /[(){};=<>[\]]|['"]$|:$/;
const CODE_END = /(?:[;{}[]|\),?|["'\]}],)\s*$/;
const BULLET = /^\s*(?:[-*•]|\d{1,2}[.)])\s/;

/** Sorts lines into what was written and what was pasted: logs, tables, listings, configuration, code without a fence. */
export function sortLines(text: string): Sorted {
  const all = text.split("\n");
  const lines = all.length <= MOST_LINES ? all : [...all.slice(0, MOST_LINES / 2), ...all.slice(-MOST_LINES / 2)];
  if (lines.filter((line) => line.trim() !== "").length < FEW_LINES) return { written: lines, pasted: [] };
  const digits = lines.map(withoutDigits);
  const patterns = lines.map(pattern);
  const sameDigits = tally(digits);
  const samePattern = tally(patterns);
  const written: string[] = [];
  const pasted: string[] = [];
  for (const [at, line] of lines.entries()) {
    const listing =
      (sameDigits.get(digits[at]!) ?? 0) >= SAME_BUT_DIGITS || (samePattern.get(patterns[at]!) ?? 0) >= SAME_PATTERN;
    const isPaste = line.trim() !== "" && (listing || looksPasted(line));
    (isPaste ? pasted : written).push(line);
  }
  return { written, pasted };
}

function looksPasted(whole: string): boolean {
  const line = whole.slice(0, ENOUGH);
  if (STARTS_AS_LOG.test(line) || LOG_LEVEL.test(line) || STACK_FRAME.test(line)) return true;
  if (QUOTED_OR_TABLE.test(line) || DIFF.test(line) || CODE_END.test(line)) return true;
  if (CODE_START.test(line) && CODE_MARKS.test(line.trim()) && !/[.?!]$/.test(line.trim())) return true;
  if (/^\s+\S/.test(line) && CODE_MARKS.test(line.trim()) && !BULLET.test(line)) return true;
  return isTable(line) || isRepetitive(line) || isMostlySigns(line);
}

const isTable = (line: string): boolean => (line.match(/,(?=\S)/g)?.length ?? 0) >= 2;

function isRepetitive(line: string): boolean {
  const words = line.split(/[\s,;]+/).map(withoutDigits);
  return words.length >= LONG_LINE && new Set(words).size * 3 < words.length;
}

function isMostlySigns(line: string): boolean {
  const shown = line.trim();
  if (shown.length < 8) return false;
  const letters = shown.match(/[\p{L}\p{M}\s]/gu)?.length ?? 0;
  return letters * 10 < shown.length * 6;
}

const withoutDigits = (line: string): string => line.slice(0, ENOUGH).replaceAll(/\d+/g, "0").trim();
const pattern = (line: string): string =>
  line
    .slice(0, ENOUGH)
    .replaceAll(/[\p{L}\p{M}]+/gu, "a")
    .replaceAll(/\d+/g, "0")
    .replaceAll(/(?:a )+a/g, "a")
    .trim();

function tally(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) if (key !== "") counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
