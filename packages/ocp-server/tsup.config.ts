import { defineConfig } from "tsup";

export default defineConfig({
  // What a host starts, the thread that indexes, and the library: everything in them but the database's native code.
  entry: { cli: "src/cli/main.ts", worker: "src/indexing/worker.ts", index: "src/index.ts" },
  format: "esm",
  platform: "node",
  target: "node22",
  external: ["better-sqlite3"],
  noExternal: [/^(?!better-sqlite3$)/],
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
