import { defineConfig } from "tsup";

export default defineConfig({
  entry: [
    "src/index.ts",
    "src/context-entry.ts",
    "src/openapi/index.ts",
    "src/mcp/index.ts",
    "src/cli/main.ts",
    "src/middleware/express.ts",
    "src/middleware/fastify.ts",
    "src/middleware/hono.ts",
    "src/middleware/fetch.ts",
    "src/storage.ts",
  ],
  format: "esm",
  dts: true,
  clean: true,
  splitting: true,
  // Only its constants are used at run time; bundled, they come without the schemas and zod.
  noExternal: ["ocp-core"],
});
