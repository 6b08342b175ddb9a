import { readProcess } from "../config.ts";
import { dispatch } from "./dispatch.ts";
import { programName } from "./program.ts";
import { createTerminal } from "./terminal.ts";
import { tuneEngine } from "./tune-engine.ts";

tuneEngine();
const input = readProcess();

process.exitCode = await dispatch({
  input,
  terminal: createTerminal(input.env),
  program: programName(input),
  openEngine: async (config) => {
    const [{ createEngine }, { createLogger }] = await Promise.all([import("../engine.ts"), import("../log.ts")]);
    return createEngine(config, createLogger(config.log));
  },
});
