import { randomUUID } from "node:crypto";
import { OcpError } from "ocp-core";
import type { Caller } from "../access/keys.ts";
import { rewrite } from "../prompts/rewrite.ts";
import { contextOperations } from "./context.ts";
import { checkCaller, requireWorkspace, type Call, type Operations, type Services } from "./operation.ts";
import { checkValue } from "./state.ts";

/** What stands around the context in a prompt; it takes tokens too. */
const wrap = (context: string, prompt: string): string => `<context>\n${context}\n</context>\n\n${prompt}`;

interface Subject {
  readonly workspace_id?: string | undefined;
  readonly session_id?: string | undefined;
}

export const promptOperations: Operations<"prompt"> = {
  async "prompt.prepare"(services, { prompt, target_model, budget_tokens, ...ids }, call) {
    const { store, tokenCounter, model } = services;
    const subject = await resolveSubject(services, ids, call.caller);
    const counter = await tokenCounter();
    const draft = await withContext(services, { prompt, budget: budget_tokens, subject }, call);
    const original_tokens = counter.count(draft);
    const rewritten = await rewrite(
      await model(),
      {
        text: draft,
        tokens: original_tokens,
        targetModel: target_model,
        budgetTokens: budget_tokens,
        signal: call.signal,
      },
      counter,
    );
    const optimized = typeof rewritten === "object";
    const optimized_prompt = optimized ? rewritten.text : draft;
    const optimized_tokens = optimized ? rewritten.tokens : original_tokens;
    const trace_id = `tr_${randomUUID()}`;
    await store.traces.add({
      trace_id,
      workspace_id: subject.workspace_id ?? null,
      session_id: subject.session_id ?? null,
      partition: call.caller.partition,
      target_model: target_model ?? null,
      prompt,
      optimized_prompt,
      optimized,
      original_tokens,
      optimized_tokens,
    });
    return {
      trace_id,
      optimized_prompt,
      optimized,
      ...(optimized ? {} : { reason: rewritten }),
      original_tokens,
      optimized_tokens,
      compression_ratio: original_tokens === 0 ? 1 : optimized_tokens / original_tokens,
    };
  },

  async "prompt.record_result"({ store }, { trace_id, result }, { caller }) {
    const trace = await store.traces.get(trace_id);
    // Of a prompt without a workspace only those know who prepared it.
    if (!trace || (trace.workspace_id === null && trace.partition !== caller.partition)) throw unknownTrace(trace_id);
    if (trace.workspace_id !== null) checkCaller(caller, trace.workspace_id);
    checkValue("result", result);
    if (!(await store.traces.recordResult(trace_id, result))) throw unknownTrace(trace_id);
    return { recorded: true, trace_id };
  },
};

function unknownTrace(traceId: string): OcpError {
  return new OcpError(
    "TRACE_NOT_FOUND",
    `No prompt was prepared under '${traceId.slice(0, 80)}', or it is more than 30 days old. prompt.prepare gives the id.`,
  );
}

/** The workspace and session that are meant; a session names its workspace. */
async function resolveSubject({ store }: Services, ids: Subject, caller: Caller): Promise<Subject> {
  if (ids.workspace_id !== undefined) await requireWorkspace(store, caller, ids.workspace_id);
  if (ids.session_id === undefined) return ids;
  const session = await store.sessions.get(ids.session_id);
  if (session) checkCaller(caller, session.workspace_id);
  if (!session || (ids.workspace_id !== undefined && ids.workspace_id !== session.workspace_id)) {
    throw new OcpError(
      "SESSION_NOT_FOUND",
      `Session '${ids.session_id.slice(0, 80)}' is unknown, closed, expired, or of another workspace. session.list shows those of a workspace.`,
    );
  }
  return { workspace_id: session.workspace_id, session_id: ids.session_id };
}

/** The prompt under what its workspace and session know about it, as far as both fit; else the prompt alone. */
async function withContext(
  services: Services,
  { prompt, budget, subject }: { readonly prompt: string; readonly budget: number; readonly subject: Subject },
  call: Call,
): Promise<string> {
  const { workspace_id, session_id } = subject;
  if (workspace_id === undefined) return prompt;
  const counter = await services.tokenCounter();
  for (let room = budget - counter.count(wrap("", prompt)); room > 0;) {
    const packed = await packWithin(services, { workspace_id, session_id, intent: prompt, budget: room }, call);
    if (packed === "") return prompt;
    const whole = wrap(packed, prompt);
    const over = counter.count(whole) - budget;
    if (over <= 0) return whole;
    // Where texts meet, tokens may be cut otherwise.
    room -= Math.max(1, over);
  }
  return prompt;
}

/** Of a long prompt its beginning and end say what it is about, as for a query. */
const MOST_INTENT = 20_000;
const ends = (text: string): string =>
  text.length <= MOST_INTENT ? text : `${text.slice(0, MOST_INTENT / 2)}${text.slice(-MOST_INTENT / 2)}`;

async function packWithin(
  services: Services,
  asked: { readonly workspace_id: string; readonly session_id?: string | undefined; intent: string; budget: number },
  call: Call,
): Promise<string> {
  const { workspace_id, session_id, intent, budget } = asked;
  try {
    const input = {
      workspace_id,
      session_id,
      intent: ends(intent),
      budget_tokens: budget,
      include_state: session_id !== undefined,
    };
    return (await contextOperations["context.pack"](services, input, call)).context;
  } catch (error) {
    if (OcpError.is(error, "BUDGET_EXCEEDED")) return "";
    throw error;
  }
}
