import { defineConfig } from "tsup";

const shared = {
  format: "esm",
  platform: "node",
  target: "node22",
  treeshake: true,
  // Without it there is no node:sqlite.
  removeNodeProtocol: false,
} as const;

export default defineConfig([
  // The library: whoever uses a vendor installs its package.
  { ...shared, entry: { index: "src/index.ts" }, dts: true, clean: true },
  // The program: everything in it, so that `npx ocp-router serve` works with either vendor.
  {
    ...shared,
    entry: { cli: "src/cli/main.ts" },
    noExternal: [/.*/],
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
    esbuildPlugins: [
      {
        // Checks the signatures of webhooks, which no router receives.
        name: "without-webhooks",
        setup(build) {
          build.onResolve({ filter: /^standardwebhooks$/ }, ({ path }) => ({ path, namespace: "without" }));
          build.onLoad({ filter: /.*/, namespace: "without" }, () => ({ contents: "export class Webhook {}" }));
        },
      },
    ],
  },
]);
