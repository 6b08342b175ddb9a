import { describe, expect, it } from "vitest";
import { toQuery } from "../src/retrieval/make/subject.ts";

describe("a commit's subject", () => {
  it.each([
    ["fix(cookie): return the first of several (#4711)", "cookie: return the first of several"],
    ["feat!: answer early when nobody waits", "answer early when nobody waits"],
    ["Treat write errors in man pages (fixes #12)", "Treat write errors in man pages"],
    [":bug: Do not close the pool twice.", "Do not close the pool twice"],
    ["Handle an empty list, closes #5", "Handle an empty list"],
    ["printer: keep colours across a line break", "printer: keep colours across a line break"],
  ])("%j is a query", (subject, query) => {
    expect(toQuery(subject)).toBe(query);
  });

  it.each([
    "Merge branch 'main' into something else",
    "chore(deps): bump left-pad from 1.0 to 1.1",
    "Fix typo in the comment of main",
    "v1.2.3 is here at last",
    "Prepare release of the next version",
    "run the linter over all files again",
    "fix tests",
  ])("%j says nothing about its files", (subject) => {
    expect(toQuery(subject)).toBeUndefined();
  });
});
