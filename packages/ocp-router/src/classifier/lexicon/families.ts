/** What a family of phrases says about a request. */
export interface Family {
  readonly signal: string;
  readonly layer: "subject" | "task" | "condition" | "ease";
  /** Hundredths for the first phrase found, for each further one, and at the most. */
  readonly first: number;
  readonly more: number;
  readonly most: number;
  /** Counts only near the start of a sentence. */
  readonly leads?: true;
  /** Signals of the reference that say the same: the greater of the two counts. */
  readonly covers?: readonly string[];
}

/** Words are grouped by what they say of a task, in any language; languages give the words. */
export const FAMILIES = {
  concurrency: {
    signal: "concurrency",
    layer: "subject",
    first: 50,
    more: 10,
    most: 65,
    covers: ["concurrency issue"],
  },
  distributed: { signal: "distributed state", layer: "subject", first: 50, more: 10, most: 60 },
  theory: { signal: "proof or bound", layer: "subject", first: 50, more: 10, most: 60 },
  internals: { signal: "engine internals", layer: "subject", first: 50, more: 10, most: 60 },
  attack: {
    signal: "attack or defence",
    layer: "subject",
    first: 50,
    more: 10,
    most: 60,
    covers: ["security-sensitive"],
  },
  speed: {
    signal: "speed or scale target",
    layer: "subject",
    first: 50,
    more: 10,
    most: 60,
    covers: ["optimisation task"],
  },
  continuity: {
    signal: "change under traffic",
    layer: "subject",
    first: 40,
    more: 10,
    most: 60,
    covers: ["migration task"],
  },
  constructs: { signal: "specialist's construct", layer: "subject", first: 38, more: 10, most: 60 },
  subjects: { signal: "demanding subject", layer: "subject", first: 15, more: 10, most: 35 },
  symptoms: { signal: "elusive fault", layer: "subject", first: 35, more: 15, most: 55 },
  verdict: { signal: "asks for a verdict", layer: "task", first: 35, more: 0, most: 35, leads: true },
  diagnosis: { signal: "asks for a cause", layer: "task", first: 35, more: 15, most: 50 },
  planning: {
    signal: "asks for a design or plan",
    layer: "task",
    first: 35,
    more: 10,
    most: 55,
    covers: ["architecture task"],
  },
  judging: { signal: "asks for a judgement", layer: "task", first: 20, more: 10, most: 40 },
  overhaul: { signal: "asks for an overhaul", layer: "task", first: 15, more: 10, most: 30, covers: ["refactor task"] },
  property: { signal: "asks for a property", layer: "task", first: 40, more: 0, most: 40, leads: true },
  building: { signal: "asks for a build", layer: "task", first: 15, more: 0, most: 15 },
  scope: {
    signal: "wide scope",
    layer: "condition",
    first: 20,
    more: 10,
    most: 35,
    covers: ["multi-file scope", "bulk-file operation"],
  },
  guarantees: { signal: "guarantees to give", layer: "condition", first: 35, more: 12, most: 52 },
  conditions: { signal: "conditions to hold", layer: "condition", first: 12, more: 8, most: 40 },
  mechanical: { signal: "simple:mechanical edit", layer: "ease", first: -45, more: -10, most: -65, leads: true },
  trifles: { signal: "simple:trifle", layer: "ease", first: -35, more: -15, most: -60 },
  lookup: { signal: "simple:look-up question", layer: "ease", first: -25, more: 0, most: -25, leads: true },
  basics: { signal: "simple:basics", layer: "ease", first: -12, more: -8, most: -36 },
  minimal: { signal: "simple:little wanted", layer: "ease", first: -12, more: -6, most: -20 },
  beginner: { signal: "simple:beginner", layer: "ease", first: -30, more: -10, most: -40 },
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof FAMILIES;

/** The phrases of one language by family: commas or line ends between, `*` for any ending. */
export type Phrases = Readonly<Partial<Record<FamilyName, string>>>;
