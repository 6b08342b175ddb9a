import { devNull } from "node:os";

/** What tests themselves are told by. */
const OURS = /^OCP_(?:DATA|TEST_SEED|ROUTER_E2E_\w+)$/;
/** What would change how the programs under test behave, or make Node.js speak of itself. */
const FOREIGN = /^(?:OCP|OMP|GIT)_|^(?:NODE_OPTIONS|NODE_DEBUG|NODE_EXTRA_CA_CERTS|FORCE_COLOR)$/;

// In a hook, git's variables name another repository; a developer's shell may hold keys and paths of a server.
for (const name of Object.keys(process.env)) if (FOREIGN.test(name) && !OURS.test(name)) delete process.env[name];
process.env["GIT_CONFIG_GLOBAL"] = devNull;
process.env["GIT_CONFIG_NOSYSTEM"] = "1";
