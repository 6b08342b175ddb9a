import { TOOL_NAMES, type ToolInput, type ToolName, type ToolOutput } from "ocp-core";
import type { Call, CallOptions } from "./call.ts";

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;
type GroupOf<N extends string> = N extends `${infer Group}.${string}` ? Group : never;
type MethodOf<N extends string> = N extends `${string}.${infer Method}` ? CamelCase<Method> : never;

/** One tool as a method: wire fields in, wire fields out. The input may be left out where nothing in it is required. */
export type ToolMethod<N extends ToolName> =
  Record<string, never> extends ToolInput<N>
    ? (input?: ToolInput<N>, options?: CallOptions) => Promise<ToolOutput<N>>
    : (input: ToolInput<N>, options?: CallOptions) => Promise<ToolOutput<N>>;

/** Every tool of the protocol, grouped as on the wire: `workspace.list_chunks` is `workspace.listChunks`. */
export type OcpTools = {
  readonly [G in GroupOf<ToolName>]: {
    readonly [N in Extract<ToolName, `${G}.${string}`> as MethodOf<N>]: ToolMethod<N>;
  };
};

/** Builds the methods out of the contract's list of tools. */
export function createTools(call: Call): OcpTools {
  const groups: Record<string, Record<string, unknown>> = {};
  for (const name of TOOL_NAMES) {
    const [group = "", method = ""] = name.split(".");
    groups[group] ??= {};
    groups[group][toCamelCase(method)] = (input: ToolInput<typeof name> = {}, options?: CallOptions) =>
      call(name, input, options);
  }
  return groups as OcpTools;
}

function toCamelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
