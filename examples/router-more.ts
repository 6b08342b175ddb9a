import assert from "node:assert/strict";
import type { ModelBackend } from "ocp-core";
import { makeRouter, ModelError, type TraceRecord } from "ocp-router";
import { standInForModels } from "./router-models.ts";

await standInForModels();

const said: string[] = [];
const write = (text: string): void => void said.push(text);
const records: TraceRecord[] = [];

{
  // #region stream
  const router = makeRouter();
  for await (const event of router.stream("migrate the database schema", { max_tokens: 500 })) {
    if (event.type === "start") console.log(event.route_to, event.model, event.reason);
    if (event.type === "text") write(event.text);
    if (event.type === "done") console.log(event.result.completion_tokens, event.result.cost_usd);
  }
  // #endregion stream
  assert.equal(said.join(""), "Three endpoints take any token.");
}

{
  // #region rules
  const router = makeRouter({
    privacy: { patterns: [/\bAcme\b/i], paths: ["secrets/**", "*.pem"] }, // what must not leave the machine
    budget: { dayUsd: 5, sessionUsd: 0.5 }, // when it is spent, the local model answers
    fallback: "to_local", // never pay because the local model failed
    trace: (record) => void records.push(record), // or a file: "router.jsonl", "router.db"
  });

  const kept = await router.route("review the security of secrets/vault.ts"); // a privacy rule
  const here = await router.route("refactor auth across all files", { local_only: true });
  const there = await router.route("explain the auth middleware", { force: "paid" });
  console.log(kept.reason, here.reason, there.reason);
  await router.feedback(there.trace_id, "local"); // the local model would have done
  // #endregion rules
  assert.deepEqual([kept.reason, here.reason, there.reason], ["privacy", "local_only", "forced"]);
  assert.equal(records.length, 4);
}

{
  // #region cascade
  const router = makeRouter({ cascade: { check: ({ text }) => !text.includes("I don't know") } });
  const answer = await router.route("what is the CAP theorem");
  console.log(answer.route_to, answer.escalated);
  // #endregion cascade
  assert.deepEqual([answer.route_to, answer.escalated], ["paid", true]);
}

{
  // #region backend
  const shouting: ModelBackend = {
    model: "shout-1",
    available: async () => true,
    generate: async ({ prompt = "" }) => ({
      text: prompt.toUpperCase(),
      model: "shout-1",
      prompt_tokens: 1,
      completion_tokens: 1,
      duration_ms: 0,
    }),
  };
  const router = makeRouter({ local: shouting });
  console.log((await router.route("explain this")).text);
  // #endregion backend
  assert.equal((await router.route("explain this")).text, "EXPLAIN THIS");
}

{
  // #region errors
  const router = makeRouter();
  try {
    await router.route("explain this", { force: "paid", local_only: true });
  } catch (error) {
    if (ModelError.is(error)) console.log(error.code, error.message, error.partialText);
  }
  // #endregion errors
}
