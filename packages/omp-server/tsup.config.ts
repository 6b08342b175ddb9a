import { defineConfig } from "tsup";

export default defineConfig({
  // What a host starts, and the library: everything in them, so that nothing else is installed.
  entry: { cli: "src/cli/main.ts", index: "src/index.ts" },
  format: "esm",
  platform: "node",
  target: "node22",
  noExternal: [/.*/],
  // What is bundled of CommonJS asks for Node.js modules in its own way.
  banner: {
    js: 'import { createRequire as createRequireOfNode } from "node:module"; const require = createRequireOfNode(import.meta.url);',
  },
  dts: { entry: { index: "src/index.ts" } },
  treeshake: true,
  clean: true,
  esbuildPlugins: [
    {
      // zod carries its messages in fifty languages; the protocol speaks one.
      name: "zod-in-english",
      setup: (build) =>
        build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
          contents: 'export { default as en } from "./en.js";',
        })),
    },
  ],
});
