import { defineConfig } from "vitest/config";

const whole = { statements: 100, branches: 100, functions: 100, lines: 100 };

/** For `pnpm coverage` in this folder: the tests themselves run from the repository's root. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    setupFiles: ["../ocp-core/test/seed.setup.ts"],
    include: ["test/**/*.test.ts"],
    exclude: ["**/e2e/**", "**/*.e2e.test.ts"],
    coverage: {
      include: ["src/**"],
      reporter: ["text"],
      // What is known of an agent, and what of it is sent, leaves no branch untried.
      thresholds: { "src/context.ts": whole, "src/context/**": whole, "src/headers/**": whole },
    },
  },
});
