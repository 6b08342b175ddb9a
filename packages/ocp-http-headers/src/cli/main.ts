import { readProcess } from "../config.ts";
import { dispatch } from "./dispatch.ts";

const { argv, env } = readProcess();

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that goes away (`| head`) ends the program in silence.
  if (error.code === "EPIPE") process.exit();
  throw error;
});

process.exitCode = await dispatch(
  {
    env,
    terminal: {
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
      async readInput() {
        process.stdin.setEncoding("utf8");
        let text = "";
        for await (const part of process.stdin) text += part as string;
        return text;
      },
    },
  },
  argv,
);
