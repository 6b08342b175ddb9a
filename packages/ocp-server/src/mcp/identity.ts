import { EVENT_TYPES, EXTENSION_ID, PROTOCOL_VERSION } from "ocp-core";
import { VERSION } from "../version.ts";

const CONFORMANCE = "full";

/** Who this server is; hosts that know OCP read the further keys (OCP-0001 §1). */
export const SERVER_INFO = {
  name: "ocp-server",
  title: "Open Context Protocol",
  version: VERSION,
  protocol_version: PROTOCOL_VERSION,
  profiles: [PROTOCOL_VERSION],
  conformance: CONFORMANCE,
};

export const CAPABILITIES = {
  tools: {},
  resources: { subscribe: true },
  completions: {},
  logging: {},
  extensions: {
    [EXTENSION_ID]: {
      version: PROTOCOL_VERSION.replace(/^ocp\//, ""),
      conformance: CONFORMANCE,
      events: [...EVENT_TYPES],
    },
  },
};

/** For the model: what the server is for, when to use it and when not. Hosts cut it at 2 KB. */
export const INSTRUCTIONS = `Shared context for AI agents: search over indexed folders and documents, and state that other agents and later sessions can read.

Use it to
- find code or documentation by meaning, words or symbol: context.search, instead of reading files one by one;
- brief yourself or another agent within a token budget: context.pack;
- keep decisions, plans and findings for others: state.set and state.get (scope global = everyone in the workspace);
- hand work over: session.open, session.handoff, session.checkpoint;
- learn what changed meanwhile: events.poll.

Start with workspace.list. If the folder is not there: workspace.register with its absolute path, then workspace.index once; afterwards changes are followed by themselves. Search results are current: what changed on disk since is left out.

Errors come as {"error": {"code", "message"}}; the message says what to do next. On CONFLICT read the entry again and retry with its version.

Do not use it to read one file whose path you know, to run commands, to search the web, or to keep secrets: everything here can be read by the other agents of the workspace.`;
