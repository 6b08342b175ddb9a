import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

export default defineConfig({
  // What a host starts, and the library: everything in them, so that nothing else is installed.
  entry: {
    cli: "src/cli/main.ts",
    index: "src/index.ts",
    // Loaded when they are first used: `src/lazy.ts`.
    ajv: "src/packages/ajv.ts",
    commonmark: "src/packages/commonmark.ts",
    yaml: "src/packages/yaml.ts",
  },
  format: "esm",
  platform: "node",
  target: "node22",
  noExternal: [/.*/],
  // What is bundled of CommonJS asks for Node.js modules in its own way.
  banner: {
    js: 'import { createRequire as createRequireOfNode } from "node:module"; const require = createRequireOfNode(import.meta.url);',
  },
  dts: { entry: { index: "src/index.ts" } },
  // So that the plugin below knows the modules of Node.js.
  removeNodeProtocol: false,
  treeshake: true,
  clean: true,
  esbuildPlugins: [
    {
      name: "lazy-packages",
      setup: (build) =>
        build.onLoad({ filter: /[\\/]src[\\/]lazy\.ts$/ }, ({ path }) => {
          const source = readFileSync(path, "utf8");
          const built = source.replaceAll(/(?<=load\(")\.\/packages\/(\w+)\.ts(?="\))/g, "./$1.js");
          if (built === source) throw new Error(`${path} no longer loads anything`);
          return { contents: built, loader: "ts" };
        }),
    },
    {
      // To import it in the way of ES modules evaluates all that it has, a client for WebSockets too.
      name: "http-without-its-extras",
      setup(build) {
        build.onResolve({ filter: /^node:http$/ }, ({ path }) => ({ path, namespace: "http-without-its-extras" }));
        build.onLoad({ filter: /^/, namespace: "http-without-its-extras" }, ({ path }) => ({
          contents: `module.exports = process.getBuiltinModule("${path}");`,
        }));
      },
    },
    {
      // The SDK checks what a client is asked to fill in; this server asks nothing, and has a validator of its own.
      name: "no-second-validator",
      setup(build) {
        build.onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, () => ({
          path: "shims",
          namespace: "no-second-validator",
        }));
        build.onLoad({ filter: /^shims$/, namespace: "no-second-validator" }, () => ({
          contents: "export const process = globalThis.process; export class DefaultJsonSchemaValidator {}",
        }));
      },
    },
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
