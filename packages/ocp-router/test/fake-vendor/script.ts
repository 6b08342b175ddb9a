/** What the fake answers to one request, and what goes wrong while it does. */
export interface Reply {
  readonly text?: string;
  readonly thinking?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[];
  /** The calls' arguments come by turns, as the Chat Completions API allows. */
  readonly byTurns?: boolean;
  /** The index that a careless server gives every call; undefined = none at all. */
  readonly index?: number | undefined;
  /** Tokens; false = the server counts nothing. Default: counted from the texts. */
  readonly usage?: { readonly prompt: number; readonly completion: number; readonly cached?: number } | false;
  readonly finish?: "stop" | "length";
  /** Milliseconds before the headers, and between the events of a stream. */
  readonly delayMs?: number;
  readonly paceMs?: number;
  /** How events fall into packets: each in its own, all in one, or byte by byte. */
  readonly packets?: "each" | "together" | "bytes";
  readonly fault?: Fault;
}

export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      /** Default: an error in the format of the API that was called. */
      readonly body?: string;
      readonly message?: string;
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Nothing more after so many events; the connection stays open. */
  | { readonly kind: "stall"; readonly after: number }
  /** The connection breaks after so many bytes of the body. */
  | { readonly kind: "cut"; readonly bytes: number }
  /** The body ends in good order after so many events, without its terminator. */
  | { readonly kind: "clean_end"; readonly after: number }
  /** An error inside a stream that began with 200. */
  | { readonly kind: "error_event"; readonly after: number; readonly type?: string; readonly message?: string }
  /** A line that is not JSON. */
  | { readonly kind: "malformed"; readonly after: number };

/** One request as the fake saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Resolves when the connection of this request was closed before its answer was whole. */
  readonly abandoned: Promise<void>;
}

/** A reply in the frames of one API. `events` make a stream; `whole` is the answer to a request that wants none. */
export interface Frames {
  readonly contentType: string;
  readonly events: readonly string[];
  /** How many of the last events end the answer. */
  readonly terminators: number;
  readonly whole: unknown;
  readonly error: (type: string, message: string) => string;
  readonly malformed: string;
}

/** Words with their spaces, as a model's tokens come. */
export function pieces(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** Tokens as the fake counts them. */
export function tokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}
