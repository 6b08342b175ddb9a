import type { IncomingMessage, ServerResponse } from "node:http";
import type { GenerateRequest } from "ocp-core";
import { ModelError } from "../errors.ts";
import { estimateTokens } from "../messages/text.ts";
import type { OCPRouter } from "../router.ts";
import { messagesFormat } from "./anthropic/response.ts";
import { readMessagesRequest } from "./anthropic/request.ts";
import { writeAnswer, writeJson } from "./answer.ts";
import { readBody } from "./body.ts";
import type { Dialect } from "./errors.ts";
import type { AnswerFormat } from "./format.ts";
import { chatFormat } from "./openai/chat-response.ts";
import { readChatRequest } from "./openai/chat-request.ts";
import { readResponsesRequest } from "./openai/responses-request.ts";
import { responsesFormat } from "./openai/responses-response.ts";
import { isFields, type Fields } from "./read.ts";
import { MODELS, readWishes } from "./wishes.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Handlers by path and method. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

export interface RoutesOptions {
  readonly router: OCPRouter;
  readonly onFault: (error: unknown) => void;
}

/** What the endpoint answers to. */
export function createRoutes({ router, onFault }: RoutesOptions): Routes {
  function answering(dialect: Dialect, read: (body: Fields, request: IncomingMessage) => Parsed): Handler {
    return async (request, response) => {
      const body = await readBody(request);
      const { asked, format } = read(body, request);
      const wishes = readWishes(request.headers, body, asked);
      const streams = body["stream"] === true;
      await writeAnswer(response, { router, request: { ...asked, ...wishes }, format, dialect, streams, onFault });
    };
  }

  const openai = { POST: answering("openai", readChat) };
  const responses = { POST: answering("openai", readResponses) };
  const anthropic = { POST: answering("anthropic", readMessages) };
  return {
    "/v1/chat/completions": openai,
    "/chat/completions": openai,
    "/v1/responses": responses,
    "/responses": responses,
    "/v1/messages": anthropic,
    "/v1/messages/count_tokens": { POST: countTokens },
    "/v1/models": { GET: async (_, response) => listModels(response, router) },
    "/models": { GET: async (_, response) => listModels(response, router) },
    "/health": { GET: async (_, response) => writeHealth(response, router) },
    "/": { GET: async (_, response) => writeHealth(response, router) },
  };
}

interface Parsed {
  readonly asked: GenerateRequest;
  readonly format: AnswerFormat;
}

function readChat(body: Fields): Parsed {
  const options = isFields(body["stream_options"]) ? body["stream_options"] : {};
  return { asked: readChatRequest(body), format: chatFormat(options["include_usage"] === true) };
}

function readResponses(body: Fields): Parsed {
  return { asked: readResponsesRequest(body), format: responsesFormat(body) };
}

function readMessages(body: Fields, { headers }: IncomingMessage): Parsed {
  const beta = headers["anthropic-beta"];
  const asked = readMessagesRequest(body, Array.isArray(beta) ? beta.join(",") : beta);
  if (asked.max_tokens === undefined) throw new ModelError("bad_request", "max_tokens: a number is wanted.");
  return { asked, format: messagesFormat(estimateTokens(asked)) };
}

async function countTokens(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = readMessagesRequest(await readBody(request));
  writeJson(response, { status: 200, body: { input_tokens: estimateTokens(asked) } });
}

async function listModels(response: ServerResponse, { local, paid }: OCPRouter): Promise<void> {
  const created = 1_795_000_000;
  const data = [...new Set([...MODELS, local.model, paid.model])].map((id) => ({
    id,
    object: "model",
    type: "model",
    display_name: id,
    created,
    created_at: new Date(created * 1000).toISOString(),
    owned_by: "ocp-router",
  }));
  const ends = { first_id: data[0]!.id, last_id: data.at(-1)!.id, has_more: false };
  writeJson(response, { status: 200, body: { object: "list", data, ...ends } });
}

async function writeHealth(response: ServerResponse, router: OCPRouter): Promise<void> {
  const tier = (name: "local" | "paid") => ({ model: router[name].model, circuit: router.breakerState(name) });
  writeJson(response, { status: 200, body: { status: "ok", local: tier("local"), paid: tier("paid") } });
}
