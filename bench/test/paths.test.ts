import { expect, it } from "vitest";
import { isProduct } from "../src/retrieval/make/paths.ts";

it.each(["src/app.py", "lib/testing.rb", "docs/guide/latest.md", "command.go", "contest/entry.ts", "src/spectrum.rs"])(
  "%s can be an answer",
  (path) => {
    expect(isProduct(path)).toBe(true);
  },
);

it.each([
  "tests/app.py",
  "src/test_app.py",
  "command_test.go",
  "src/app.test.ts",
  "lib/__tests__/a.js",
  "core/src/test/java/AppTest.java",
  "vendor/github.com/a/b.go",
  "examples/chat/main.rs",
  "api/types.pb.go",
  "CHANGELOG.md",
  ".github/labeler.ts",
  ".nvim.lua",
  "docs/conf.py",
])("%s can not be an answer", (path) => {
  expect(isProduct(path)).toBe(false);
});
