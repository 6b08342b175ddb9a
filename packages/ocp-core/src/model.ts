/** Words. `cache_control` is a vendor's mark on where a prompt may be cached; it is passed on to that vendor only. */
export interface TextPart {
  readonly type: "text";
  readonly text: string;
  readonly cache_control?: unknown;
}

/** A picture: base64 `data` with its `media_type`, or a `url`. */
export interface ImagePart {
  readonly type: "image";
  readonly media_type?: string;
  readonly data?: string;
  readonly url?: string;
  readonly cache_control?: unknown;
}

/** The model asks for a tool. */
export interface ToolCallPart {
  readonly type: "tool_call";
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What a tool answered to the call of the same id. */
export interface ToolResultPart {
  readonly type: "tool_result";
  readonly tool_call_id: string;
  readonly content: string | readonly (TextPart | ImagePart)[];
  readonly is_error?: boolean;
  readonly cache_control?: unknown;
}

/** A model's thinking. `signature` and `redacted` go back to the vendor they came from. */
export interface ReasoningPart {
  readonly type: "reasoning";
  readonly text: string;
  readonly signature?: string;
  readonly redacted?: string;
}

/** A part that only one vendor knows, kept as that vendor wrote it. */
export interface VendorPart {
  readonly type: "vendor";
  readonly vendor: string;
  readonly value: unknown;
}

export type ContentPart = TextPart | ImagePart | ToolCallPart | ToolResultPart | ReasoningPart | VendorPart;

/** One message of a conversation, in no vendor's format. */
export interface ModelMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string | readonly ContentPart[];
}

/** A tool that a model may call; `input_schema` is JSON Schema. */
export interface ModelTool {
  readonly name: string;
  readonly description?: string;
  readonly input_schema: Readonly<Record<string, unknown>>;
  readonly cache_control?: unknown;
}

/** Whether tools may, must or must not be called, or which one must be. */
export type ToolChoice = "auto" | "required" | "none" | { readonly name: string };

/** What a model is asked for. */
export interface GenerateRequest {
  /** One user message; `messages`, when given, stand for it. */
  readonly prompt?: string | undefined;
  readonly system?: string | undefined;
  readonly messages?: readonly ModelMessage[] | undefined;
  readonly tools?: readonly ModelTool[] | undefined;
  readonly tool_choice?: ToolChoice | undefined;
  readonly max_tokens?: number | undefined;
  /** Sent only when given, and only to models that take it. */
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  /** An answer in JSON, of this schema when there is one. */
  readonly response_format?:
    | { readonly name?: string; readonly schema?: Readonly<Record<string, unknown>> }
    | undefined;
  /** Further fields for one vendor's API, by vendor, passed on as they are. */
  readonly vendor?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type FinishReason = "stop" | "length" | "tool_calls" | "refused";

/** What a model answered. */
export interface GenerateResponse {
  readonly text: string;
  /** The model that answered, as its server names it. */
  readonly model: string;
  /** All tokens of the input, cached ones included. */
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly duration_ms: number;
  readonly tool_calls?: readonly ToolCallPart[];
  readonly reasoning?: readonly ReasoningPart[];
  readonly finish_reason?: FinishReason;
  /** Tokens of the input that came from the vendor's cache, and that were written to it. */
  readonly cached_tokens?: number;
  readonly cache_write_tokens?: number;
  /** The server counted nothing: the numbers are estimates. */
  readonly usage_estimated?: boolean;
}

/**
 * A piece of an answer under way. A tool's arguments come as pieces of JSON text; a `signature` ends the thinking before
 * it; `done` is last and holds the whole.
 */
export type GenerateEvent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "reasoning"; readonly text: string; readonly signature?: string; readonly redacted?: string }
  | { readonly type: "tool_call"; readonly index: number; readonly id: string; readonly name: string }
  | { readonly type: "tool_arguments"; readonly index: number; readonly json: string }
  | { readonly type: "done"; readonly response: GenerateResponse };

/** A model, wherever it runs. Any object of this shape is one. */
export interface ModelBackend {
  /** The model's name. */
  readonly model: string;
  /** Whose API it is, such as `ollama`; names the `vendor` parts it takes. */
  readonly vendor?: string;
  /** Whether `generate` would find the model there. Never rejects. */
  available(options?: { readonly signal?: AbortSignal }): Promise<boolean>;
  /** Answers, or rejects with an error that says what to do. */
  generate(request: GenerateRequest): Promise<GenerateResponse>;
  /** Answers piece by piece. Ends with `done`, or throws: an answer that was cut off never looks whole. */
  stream?(request: GenerateRequest): AsyncIterable<GenerateEvent>;
}
