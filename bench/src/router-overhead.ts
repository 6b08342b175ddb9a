// What the endpoint adds to a call: the same model server asked directly and through `ocp-router serve`, each in a
// process of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { programOf } from "./mcp-process.ts";
import { printTable, quantile, round } from "./report.ts";

const CALLS = Number(process.argv[2] ?? 400);
const WARM_UP = 50;

const children: ChildProcess[] = [];

/** Starts a program and waits for the first address that it prints. */
async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8");
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
        if (url) resolve(url);
      });
    child.on("exit", (code) => reject(new Error(`${args[0]} ended with ${code}`)));
  });
}

interface Way {
  readonly name: string;
  readonly url: string;
  readonly body: (stream: boolean) => object;
}

interface Sample {
  readonly first: number;
  readonly whole: number;
}

const messages = [{ role: "user", content: "explain the auth middleware in src/auth.ts" }];

/** One call: milliseconds to the first byte of the body that holds a word, and to its end. */
async function call({ url, body }: Way, stream: boolean): Promise<Sample> {
  const started = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body(stream)),
  });
  let first = Number.NaN;
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body!) {
    text += decoder.decode(bytes, { stream: true });
    if (Number.isNaN(first) && text.includes("word0")) first = performance.now() - started;
  }
  if (!text.includes("word49")) throw new Error(`${url} gave no whole answer: ${text.slice(0, 200)}`);
  return { first, whole: performance.now() - started };
}

try {
  const model = await start([fileURLToPath(new URL("router-overhead/model.ts", import.meta.url))]);
  const serve = [programOf("ocp-router"), "serve", "--port", "0", "--no-trace", "--quiet"];
  const router = await start(serve, { OCP_OLLAMA_URL: model });
  const ways: Way[] = [
    {
      name: "direct, /api/chat",
      url: `${model}/api/chat`,
      body: (stream) => ({ model: "llama3.2", messages, stream }),
    },
    {
      name: "through /v1/chat/completions",
      url: `${router}/v1/chat/completions`,
      body: (stream) => ({ model: "ocp-auto", messages, stream }),
    },
    {
      name: "through /v1/messages",
      url: `${router}/v1/messages`,
      body: (stream) => ({ model: "ocp-auto", max_tokens: 500, messages, stream }),
    },
  ];
  const samples = ways.map(() => ({ streams: [] as Sample[], whole: [] as Sample[] }));
  // In turn, so that a machine that slows down slows all.
  for (let turn = -WARM_UP; turn < CALLS; turn++) {
    for (const [index, way] of ways.entries()) {
      const [streamed, whole] = [await call(way, true), await call(way, index === 0)];
      if (turn < 0) continue;
      samples[index]!.streams.push(streamed);
      samples[index]!.whole.push(whole);
    }
  }
  const at = (list: readonly Sample[], key: keyof Sample, q: number): string =>
    round(
      quantile(
        list.map((sample) => sample[key]),
        q,
      ),
      2,
    );
  printTable(
    `Overhead of the endpoint (${CALLS} calls each, one at a time, answers of 50 tokens)`,
    ways.map(({ name }, index) => {
      const { streams, whole } = samples[index]!;
      return {
        way: name,
        "first token p50, ms": at(streams, "first", 0.5),
        "p99, ms": at(streams, "first", 0.99),
        "stream p50, ms": at(streams, "whole", 0.5),
        "stream p99, ms": at(streams, "whole", 0.99),
        "whole p50, ms": at(whole, "whole", 0.5),
        "whole p99, ms": at(whole, "whole", 0.99),
      };
    }),
  );
} finally {
  for (const child of children) child.kill();
}
