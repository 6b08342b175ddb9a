import { readProcess } from "../config.ts";
import { dispatch } from "./dispatch.ts";
import { createTerminal } from "./terminal.ts";

const input = readProcess();
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

process.exitCode = await dispatch({ input, terminal: createTerminal(input.env), signal: stop.signal });
