import { TaskClassifier } from "ocp-router";
import { expect, test } from "vitest";
import { accuracy, auroc, scorePrompts, type Method } from "../src/router/figures.ts";
import { blindPrompts, ownPrompts, parseLines, sharedText, type LabelledPrompt } from "../src/router/prompts.ts";
import { referenceScore } from "../src/router/reference-rules.ts";

const rules = new TaskClassifier();
const RULES: Method = { name: "rules", threshold: 0.5, score: (prompt) => rules.classify(prompt).complexity_score };

function expectBars(prompts: readonly LabelledPrompt[]): void {
  const rows = scorePrompts(prompts, RULES);
  expect(accuracy(rows)).toBeGreaterThanOrEqual(0.85);
  expect(auroc(rows)).toBeGreaterThanOrEqual(0.9);
  for (const [category, group] of Map.groupBy(rows, (row) => row.category)) {
    expect(accuracy(group), category).toBeGreaterThanOrEqual(0.5);
  }
  expect(accuracy(rows.filter(({ lang }) => lang !== "en"))).toBeGreaterThanOrEqual(10 / 13);
}

test("the rules hold their bars on prompts that were not in view when they were made", () => {
  expectBars(ownPrompts().filter(({ half }) => half === "blind"));
});

test("the rules hold their bars on prompts by somebody who did not know them", () => {
  expectBars(blindPrompts());
});

test("the rules hold their bars on the shared prompts", (context) => {
  const text = sharedText("coding-prompts.dev.jsonl");
  if (text === undefined) context.skip("no shared data here: set OCP_DATA");
  else expectBars(parseLines<LabelledPrompt>(text));
});

test("the reference's rules, as the benchmark has them, give the scores that are pinned", () => {
  expect(referenceScore("refactor auth across all files")).toBe(0.8);
  expect(referenceScore("debug this production deadlock")).toBe(0.6);
  expect(referenceScore("explain the auth middleware")).toBe(0);
});

test("prompts have unique ids and no text twice", () => {
  const prompts = [...ownPrompts(), ...blindPrompts()].map(({ prompt }) => prompt);
  expect(new Set(prompts).size).toBe(prompts.length);
});
