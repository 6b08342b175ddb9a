import type { AgentContext } from "../context.ts";
import { UPDATABLE } from "../context/merge.ts";
import type { Tool } from "../openapi/index.ts";

/**
 * Takes over what an answer's fields say of this very context: what the operation declares to update, or everything
 * that an answer may change where it declares nothing, and never what it declares to preserve.
 */
export async function learn(context: AgentContext, { ocp }: Tool, headers: Headers): Promise<void> {
  const { preserves, updates_context } = ocp;
  const fields = UPDATABLE.filter(
    (field) => !preserves.includes(field) && (updates_context.length === 0 || updates_context.includes(field)),
  );
  const before = context.accumulated_context;
  if (!(await context.updateFromHeadersAsync(headers, { sameContext: true, fields }))) return;
  for (const name of preserves) {
    if (Object.hasOwn(before, name)) context.accumulate(name, before[name]);
  }
}
