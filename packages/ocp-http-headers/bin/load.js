/* oxlint-disable typescript/no-require-imports -- CommonJS, as the launcher is. */
"use strict";

// Apart from the launcher, because older versions of Node.js cannot even parse a dynamic import.
const { existsSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

const program = join(__dirname, "..", "dist", "cli", "main.js");
if (existsSync(program)) {
  enableCompileCache?.();
  void import("../dist/cli/main.js");
} else {
  process.stderr.write(`${program} is missing. In a checkout, build it first: npx -y pnpm@10.34.8 build\n`);
  process.exitCode = 1;
}
