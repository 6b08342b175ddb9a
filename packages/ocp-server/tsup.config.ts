import { defineConfig } from "tsup";
import { packGrammars } from "./grammars.build.ts";

export default defineConfig({
  // What a host starts, the threads that index and that run a model, and the library: everything in them but the
  // database's native code and what only those who want a model install.
  entry: {
    cli: "src/cli/main.ts",
    worker: "src/indexing/worker.ts",
    preparer: "src/indexing/preparer.ts",
    "transformers-worker": "src/embedding/transformers-worker.ts",
    index: "src/index.ts",
  },
  format: "esm",
  platform: "node",
  target: "node22",
  external: ["better-sqlite3", "@huggingface/transformers", "ocp-router"],
  noExternal: [/^(?!better-sqlite3$|@huggingface\/transformers$|ocp-router$)/],
  dts: { entry: { index: "src/index.ts" } },
  treeshake: true,
  clean: true,
  onSuccess: () => Promise.resolve(packGrammars("dist/grammars")),
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
