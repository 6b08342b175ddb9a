import { AgentContext } from "./context.ts";
import type { HeaderSource } from "./headers/bag.ts";
import {
  decodeHeaders,
  decodeHeadersAsync,
  type ContextFault,
  type Decoded,
  type DecodeOptions,
} from "./headers/decode.ts";

/** A context, or why there is none. */
export type ContextReading =
  | { readonly context: AgentContext; readonly reason: null }
  | { readonly context: null; readonly reason: ContextFault; readonly message: string };

/**
 * The context that a request or an answer carries, or null where there is none or it cannot be read; with `strict`, a
 * context or the reason why not. Takes `Headers`, a request, Node's header object, a map or pairs. Never throws.
 */
export function parseContext(source: HeaderSource, options: DecodeOptions & { readonly strict: true }): ContextReading;
export function parseContext(source: HeaderSource, options?: DecodeOptions): AgentContext | null;
export function parseContext(source: HeaderSource, options: DecodeOptions = {}): ContextReading | AgentContext | null {
  const reading = toReading(decodeHeaders(source, options));
  return options.strict ? reading : reading.context;
}

/** The same by web standards: reads compressed sessions in browsers and workers too. Never rejects. */
export function parseContextAsync(
  source: HeaderSource,
  options: DecodeOptions & { readonly strict: true },
): Promise<ContextReading>;
export function parseContextAsync(source: HeaderSource, options?: DecodeOptions): Promise<AgentContext | null>;
export async function parseContextAsync(
  source: HeaderSource,
  options: DecodeOptions = {},
): Promise<ContextReading | AgentContext | null> {
  const reading = toReading(await decodeHeadersAsync(source, options));
  return options.strict ? reading : reading.context;
}

function toReading(decoded: Decoded): ContextReading {
  if (decoded.reason !== null) return { context: null, reason: decoded.reason, message: decoded.message };
  return { context: new AgentContext(decoded.data), reason: null };
}
