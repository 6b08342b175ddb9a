import { describe, expect, it } from "vitest";
import { createPathPrior } from "../../src/retrieval/priors.ts";

describe("createPathPrior", () => {
  const code = new Map([["typescript", 100]]);
  const prior = createPathPrior("how are cookies stored", code);

  it.each([
    ["src/cookies.ts", 1],
    ["src/history.ts", 1],
    ["src/attest/testing.ts", 1],
    ["tests/cookies.py", 0.25],
    ["src/cookies.test.ts", 0.25],
    ["pkg/cookies_test.go", 0.25],
    ["test_cookies.py", 0.25],
    ["src/main/CookieTest.java", 0.25],
    ["spec/models/cookie_spec.rb", 0.25],
    ["vendor/lib/cookies.go", 0.5],
    ["assets/app.min.js", 0.5],
    ["types/cookies.d.ts", 0.5],
    ["examples/cookies.ts", 0.4],
    ["CHANGELOG.md", 0.35],
    ["LICENSE", 0.35],
    ["package.json", 0.35],
  ])("weighs %s by %d", (path, factor) => {
    expect(prior(path)).toBeCloseTo(factor);
  });

  it("multiplies what several reasons give", () => {
    expect(prior("vendor/lib/test/cookies.json")).toBeCloseTo(0.5 * 0.25 * 0.35);
  });

  it.each([
    ["which test covers cookies", "tests/cookies.py"],
    ["test_cookies.py", "test_cookies.py"],
    ["TestCookies", "tests/cookies.py"],
    ["example of a cookie jar", "examples/jar.ts"],
    ["dependencies in package.json", "package.json"],
    ["what changed, according to the changelog", "CHANGELOG.md"],
    ["benchmarks of the parser", "bench/parser.ts"],
    ["type declarations of the jar", "types/jar.d.ts"],
  ])("does not discount what is asked for: %s", (query, path) => {
    expect(createPathPrior(query, code)(path)).toBeCloseTo(1);
  });

  it("puts text to be read behind code only where code is the rule, and never where it is asked for", () => {
    const mixed = new Map([
      ["typescript", 90],
      ["markdown", 10],
    ]);
    const docs = new Map([
      ["typescript", 2],
      ["markdown", 98],
    ]);
    const factor = (query: string, languages: Map<string, number>) =>
      createPathPrior(query, languages)("guide/cookies.md");
    expect(factor("how are cookies stored", mixed)).toBeLessThan(0.85);
    expect(factor("how are cookies stored", docs)).toBeGreaterThan(0.95);
    expect(factor("which guide tells how cookies are stored", mixed)).toBe(1);
  });
});
