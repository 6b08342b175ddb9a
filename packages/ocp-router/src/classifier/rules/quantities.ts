import type { SignalPart } from "../classifier.ts";

const NUMBER = String.raw`(?:[3-9]|[1-9]\d[\d,.]*[km]?|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|sixteen|twenty|thirty|forty|fifty|sixty|eighty|a hundred|hundred|hundreds|dozens|thousands|several|two hundred|five hundred)`;
const THINGS = String.raw`(?:services?|micro-?services?|modules?|files?|classes|tables?|endpoints?|repos?|repositories|teams?|tenants?|regions?|nodes?|partners?|clients?|customers?|countries|queries|packages?|screens?|pages|stops|rows|rows\b|records|users|lines?|events|messages|jobs|workers|cores|threads|shards|servers?|data cent(?:er|re)s?|databases|accounts|migrations|components|stages?|locales|currencies|brands|markets|months|years|hours|requests)`;
const MANY = new RegExp(String.raw`(?<![\w.])${NUMBER}[- ,]{1,2}(?:\w{1,15}[- ]){0,2}${THINGS}\b`);
const COUNTS =
  /\b(?:\d+(?:\.\d+)?\s?(?:ms|µs|us|ns|kb|gb|tb|pb|mb|%|percent|rps|qps|k|m|mb\/s)\b|\d+[km]?\s?(?:rows|req|requests|users|events|messages))/;

/** Sizes named in an asking: many things to keep in mind, or a figure to reach. */
export function quantityParts(text: string): SignalPart[] {
  const parts: SignalPart[] = [];
  if (MANY.test(text)) parts.push({ layer: "condition", signal: "many things at once", weight: 18 });
  if (COUNTS.test(text)) parts.push({ layer: "condition", signal: "measured figures", weight: 12 });
  return parts;
}
