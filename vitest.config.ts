import { defineConfig } from "vitest/config";

/** Only ends what hangs: on a busy machine a process takes many times longer to start than on one that is idle. */
const HANGS_MS = 300_000;

export default defineConfig({
  test: {
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    teardownTimeout: HANGS_MS,
    setupFiles: ["packages/ocp-core/test/environment.setup.ts", "packages/ocp-core/test/seed.setup.ts"],
    // How long one waits for what has to come, not how soon it has to.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/test/**/*.test.ts", "bench/test/**/*.test.ts"],
          exclude: ["**/e2e/**", "**/*.e2e.test.ts", "**/node_modules/**"],
        },
      },
      {
        extends: true,
        test: { name: "e2e", include: ["packages/*/test/**/*.e2e.test.ts", "packages/*/test/e2e/**/*.test.ts"] },
      },
      { extends: true, test: { name: "docs", include: ["examples/**/*.test.ts"] } },
    ],
  },
});
