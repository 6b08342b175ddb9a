import { readProcess } from "../config.ts";
import { dispatch } from "./dispatch.ts";

const { stdout, stderr } = process;
// A reader that goes away (`| head`) ends the process in silence; notes that nobody can read are no reason to stop.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
stderr.on("error", () => {});

process.exitCode = await dispatch({
  input: readProcess(),
  terminal: { out: (text) => void stdout.write(text), err: (text) => void stderr.write(text) },
});
