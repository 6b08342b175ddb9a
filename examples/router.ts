import assert from "node:assert/strict";
import { standInForModels } from "./router-models.ts";

await standInForModels();
// #region main
import { makeRouter } from "ocp-router";

const router = makeRouter(); // reads OCP_* from the environment

const easy = await router.route("explain the auth middleware");
console.log(easy.route_to, easy.model, easy.classify.complexity_score, easy.text);

const hard = await router.route("review security vulnerabilities across all endpoints");
console.log(hard.route_to, hard.model, hard.classify.complexity_score, hard.classify.signals, hard.text);
console.log(hard.prompt_tokens, hard.completion_tokens, hard.cost_usd, hard.duration_ms);
// #endregion main
assert.deepEqual([easy.route_to, easy.classify.complexity_score], ["local", 0]);
assert.deepEqual([hard.route_to, hard.classify.complexity_score], ["paid", 0.55]);
assert.deepEqual(hard.classify.signals, ["security-sensitive"]);
assert.equal(hard.cost_usd, 0.00018);
