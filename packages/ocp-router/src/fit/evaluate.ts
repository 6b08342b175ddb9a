import { createRandom } from "../classifier/fitted/random.ts";
import type { Judged } from "./measure.ts";
import { shuffled } from "./random.ts";
import type { TrainingData } from "./rows.ts";
import { scoreExample, train, type Example } from "./train.ts";

/** An example with a score that it had no part in. */
export interface Scored extends Judged {
  readonly example: Example;
}

const FOLDS = 5;
const FEWEST_OF_A_GROUP = 5;
const MOST_GROUPS = 12;

/** Scores each example by a model that was fitted to the other four fifths. */
export function crossScore(examples: readonly Example[], kind: TrainingData["kind"], seed: number): Scored[] {
  const mixed = shuffled(examples, createRandom(seed));
  return Array.from({ length: FOLDS }, (_, fold) => {
    const kept = mixed.filter((_example, at) => at % FOLDS !== fold);
    return scoreBy(
      kept,
      mixed.filter((_example, at) => at % FOLDS === fold),
      kind,
    );
  }).flat();
}

/** Scores each group by a model that never saw one of its kind: what is left for prompts of an unseen kind. */
export function leaveGroupsOut(examples: readonly Example[], kind: TrainingData["kind"]): Map<string, Scored[]> {
  const groups = Map.groupBy(examples, ({ group }) => group ?? "");
  const large = [...groups].filter(([name, { length }]) => name !== "" && length >= FEWEST_OF_A_GROUP);
  const told = large.toSorted(([, a], [, b]) => b.length - a.length).slice(0, MOST_GROUPS);
  if (told.length < 2) return new Map();
  return new Map(
    told.map(([name, tested]) => [
      name,
      scoreBy(
        examples.filter(({ group }) => group !== name),
        tested,
        kind,
      ),
    ]),
  );
}

function scoreBy(known: readonly Example[], tested: readonly Example[], kind: TrainingData["kind"]): Scored[] {
  const weights = train(known, kind, known.length / (known.length + tested.length));
  return tested.map((example) => ({
    example,
    score: scoreExample(weights, example),
    weak: example.weak,
    strong: example.strong,
  }));
}
