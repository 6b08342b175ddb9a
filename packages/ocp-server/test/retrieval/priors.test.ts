import { describe, expect, it } from "vitest";
import { createPathPrior } from "../../src/retrieval/priors.ts";

describe("createPathPrior", () => {
  const prior = createPathPrior("how are cookies stored");

  it.each([
    ["src/cookies.ts", 1],
    ["src/history.ts", 1],
    ["src/attest/testing.ts", 1],
    ["spec/OCP-0001.md", 1],
    ["tests/cookies.py", 0.4],
    ["src/cookies.test.ts", 0.4],
    ["pkg/cookies_test.go", 0.4],
    ["test_cookies.py", 0.4],
    ["src/main/CookieTest.java", 0.4],
    ["spec/models/cookie_spec.rb", 0.4],
    ["vendor/lib/cookies.go", 0.5],
    ["assets/app.min.js", 0.5],
    ["examples/cookies.ts", 0.6],
    ["CHANGELOG.md", 0.5],
    ["LICENSE", 0.5],
    ["package.json", 0.5],
  ])("weighs %s by %d", (path, factor) => {
    expect(prior(path)).toBe(factor);
  });

  it("multiplies what several reasons give", () => {
    expect(prior("vendor/lib/test/cookies.json")).toBeCloseTo(0.5 * 0.4 * 0.5);
  });

  it.each([
    ["which test covers cookies", "tests/cookies.py"],
    ["test_cookies.py", "test_cookies.py"],
    ["TestCookies", "tests/cookies.py"],
    ["example of a cookie jar", "examples/jar.ts"],
    ["dependencies in package.json", "package.json"],
    ["what changed, according to the changelog", "CHANGELOG.md"],
    ["benchmarks of the parser", "bench/parser.ts"],
  ])("does not discount what is asked for: %s", (query, path) => {
    expect(createPathPrior(query)(path)).toBe(1);
  });
});
