import type { RouteEvent } from "../route/result.ts";

/** A call that is being written: its number, and whether its arguments are whole. */
interface Open {
  readonly index: number;
  readonly add: (json: string) => void;
  readonly isWhole: () => boolean;
}

/**
 * Puts the pieces of several calls in order, for APIs that write one thing at a time: what belongs to another waits until
 * the arguments of the call before are a whole object, or the answer ends.
 */
export function createCallOrder(): (event: RouteEvent) => RouteEvent[] {
  let open: Open | undefined;
  let held: RouteEvent[] = [];

  function pass(event: RouteEvent): RouteEvent[] {
    if (event.type === "tool_arguments" && event.index === open?.index) {
      open.add(event.json);
      return open.isWhole() ? [event, ...release()] : [event];
    }
    if (open && !open.isWhole()) {
      held.push(event);
      return [];
    }
    // The arguments of a call that is whole have nothing to add.
    if (event.type === "tool_arguments") return [];
    if (event.type === "tool_call") open = { index: event.index, ...createBraces() };
    return [event];
  }

  function release(): RouteEvent[] {
    const events = held;
    held = [];
    return events.flatMap(pass);
  }

  return (event) => {
    if (event.type !== "done") return pass(event);
    const before: RouteEvent[] = [];
    while (held.length > 0) {
      open = undefined;
      before.push(...release());
    }
    return [...before, event];
  };
}

/** Tells when JSON that comes in pieces has closed what it opened. */
function createBraces(): Omit<Open, "index"> {
  let [depth, begun, quoted, escaped] = [0, false, false, false];
  return {
    add(json) {
      for (const sign of json) {
        if (escaped) escaped = false;
        else if (quoted && sign === "\\") escaped = true;
        else if (sign === '"') quoted = !quoted;
        else if (!quoted && (sign === "{" || sign === "[")) [depth, begun] = [depth + 1, true];
        else if (!quoted && (sign === "}" || sign === "]")) depth--;
      }
    },
    isWhole: () => begun && depth <= 0,
  };
}
