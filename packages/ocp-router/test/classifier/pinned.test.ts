import { expect, test } from "vitest";
import { TaskClassifier } from "../../src/index.ts";

const PINNED = [
  ["explain the auth middleware", 0, "local", ["simple:explain task"]],
  ["review security vulnerabilities across all endpoints", 0.55, "paid", ["security-sensitive"]],
  ["refactor the login function", 0.25, "local", ["refactor task"]],
  ["refactor auth across all files", 0.8, "paid", ["multi-file scope", "refactor task", "bulk-file operation"]],
  ["design the payment architecture", 0.55, "paid", ["architecture task"]],
  ["debug this production deadlock", 0.6, "paid", ["concurrency issue", "production context"]],
  ["migrate the database schema", 0.55, "paid", ["migration task"]],
  ["find all usages of db.connect", 0, "local", ["simple:retrieval task"]],
] as const;

test.each(PINNED)("%s scores %d and goes to the %s model", (prompt, score, tier, signals) => {
  const result = new TaskClassifier().classify(prompt);
  expect(result).toMatchObject({ complexity_score: score, route_to: tier, signals });
});
