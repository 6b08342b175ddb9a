import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";

const LIMIT = 10_000;

/** What a bundler makes of some names of an entry, or all, for a browser, and what it would still import. */
async function bundle(entry: string, names = "*"): Promise<{ code: string; bytes: number; imports: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export ${names} from "./${entry}";`,
      resolveDir: fileURLToPath(new URL("../src", import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    external: ["node:*", ...builtinModules],
    write: false,
    metafile: true,
  });
  const [file] = outputFiles;
  const code = file?.text ?? "";
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  return { code, bytes: gzipSync(code, { level: 9 }).length, imports };
}

it("the entry for contexts and headers is less than 10 KB in a browser, with nothing of Node.js and no schema library", async () => {
  const { bytes, imports, code } = await bundle("context-entry.ts");
  console.log(`ocp-http-headers/context: ${bytes} bytes compressed`);
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThan(LIMIT);
  expect(imports).toEqual([]);
  expect(code).not.toMatch(/zod|safeParse/i);
});

it("whoever takes only contexts from the whole package gets no more than that", async () => {
  const { bytes, imports } = await bundle("index.ts", "{ AgentContext, toHeaders, parseContext, addContextHeaders }");
  expect(imports).toEqual([]);
  expect(bytes).toBeLessThan(LIMIT);
});

it("the whole package needs nothing of Node.js to be loaded", async () => {
  const { bytes, imports } = await bundle("index.ts");
  console.log(`ocp-http-headers: ${bytes} bytes compressed, with what it depends on`);
  expect(imports).toEqual([]);
});

it("that entry works with nothing but what browsers and workers have", async () => {
  const { code } = await bundle("context-entry.ts");
  const web = {
    AbortController,
    atob,
    Blob,
    btoa,
    CompressionStream,
    crypto,
    DecompressionStream,
    Headers,
    Request,
    Response,
    TextDecoder,
    TextEncoder,
    URL,
  };
  const found = await runInNewContext(
    `${code.replace(/export\s*\{([^}]*)\}\s*;?\s*$/, (_, names) => `const all = {${names.replaceAll(/([\w$]+) as ([\w$]+)/g, "$2: $1")}};`)}
    (async () => {
      const context = new all.AgentContext({ user: "Zoë", error_context: "一".repeat(2000) });
      const headers = await context.toHeadersAsync();
      const read = await all.parseContextAsync(new Headers(headers));
      return JSON.stringify([headers["OCP-Session"].slice(0, 5), JSON.stringify(read) === JSON.stringify(context), typeof process]);
    })()`,
    web,
  );
  expect(JSON.parse(String(found))).toEqual(["gzip:", true, "undefined"]);
});

it.each(["middleware/hono.ts", "middleware/fetch.ts", "middleware/fastify.ts"])(
  "%s runs without Node.js too",
  async (entry) => {
    const { bytes, imports } = await bundle(entry);
    expect(imports).toEqual([]);
    expect(bytes).toBeLessThan(LIMIT);
  },
);
