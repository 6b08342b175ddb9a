import { describe, expect, it } from "vitest";
import { matchesPath } from "../../src/storage/names.ts";
import { processorTime } from "../processor-time.ts";

describe("matchesPath", () => {
  it.each([
    ["src/**/*.ts", "src/a.ts", true],
    ["src/**/*.ts", "src/a/b/c.ts", true],
    ["src/**/*.ts", "lib/src/a.ts", false],
    ["**/*.md", "README.md", true],
    ["**", "a/b", true],
    ["*.ts", "a/b.ts", true],
    ["*.ts", "a/b.tsx", false],
    ["*.{ts,tsx}", "a/b.tsx", true],
    ["src/*/index.ts", "src/a/index.ts", true],
    ["src/*/index.ts", "src/a/b/index.ts", false],
    ["file?.txt", "file1.txt", true],
    ["[a-c]*.go", "x/b.go", true],
    ["[!a-c]*.go", "x/b.go", false],
    ["src", "src/a.ts", true],
    ["src/", "srcs/a.ts", false],
    ["./src/a.ts", "src/a.ts", true],
    ["app/[id]/page.tsx", "app/[id]/page.tsx", true],
    ["a*b*c", "aXXbYYc", true],
    [".*", ".env.example", true],
  ])("says whether %s means %s: %s", (pattern, path, expected) => {
    expect(matchesPath(pattern, path)).toBe(expected);
  });

  it("takes no longer for a pattern that is made to take long", async () => {
    const spent = await processorTime(() => {
      for (const pattern of [`${"*a".repeat(200)}z`, "(a+)+z", `${"**/".repeat(100)}z`]) {
        expect(matchesPath(pattern, "a".repeat(200))).toBe(false);
        expect(matchesPath(pattern, "a/".repeat(100))).toBe(false);
      }
    });
    expect(spent).toBeLessThan(2000); // milliseconds in truth; the failure would be minutes
  });

  it("refuses more alternatives than it will look at", () => {
    expect(() => matchesPath("{a,b}".repeat(7), "a")).toThrow("alternatives");
  });
});
