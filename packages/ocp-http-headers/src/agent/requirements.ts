import type { AgentContext } from "../context.ts";
import { own } from "../context/json.ts";
import type { Tool } from "../openapi/index.ts";

/** What an operation needs of the context is neither there nor among the arguments. */
export class ContextRequiredError extends Error {
  override readonly name = "ContextRequiredError";
  readonly missing: readonly string[];

  constructor(tool: string, missing: readonly string[]) {
    const names = missing.map((name) => JSON.stringify(name)).join(", ");
    super(
      `${tool} needs ${names} in the context. Call context.accumulate(${JSON.stringify(missing[0])}, …), or pass it as an argument.`,
    );
    this.missing = missing;
  }
}

/** The arguments that the context adds: what the operation `requires`, takes as a parameter, and was not given. */
export function requiredArguments(
  { name, ocp, parameters }: Tool,
  args: Readonly<Record<string, unknown>>,
  context: AgentContext,
): Record<string, unknown> {
  const absent = ocp.requires.filter((required) => !Object.hasOwn(args, required));
  const found = absent.map((required) => [required, known(context, required)] as const);
  const missing = found.filter(([, value]) => value === undefined || value === null).map(([required]) => required);
  if (missing.length > 0) throw new ContextRequiredError(name, missing);
  return Object.fromEntries(found.filter(([required]) => Object.hasOwn(parameters, required)));
}

function known(context: AgentContext, name: string): unknown {
  const places = [context.accumulated_context, context.session, context.toJSON()];
  const holder = places.find((place) => own(place, name) !== undefined);
  if (holder !== undefined) return own(holder, name);
  return name === "agent_goal" ? context.current_goal : undefined;
}
