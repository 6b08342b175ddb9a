import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Answer, Request } from "./host.ts";

/** A method in a process of its own. */
export interface Started {
  readonly name: string;
  /** Does one thing. Throws an `Error` when the process is gone. */
  ask(request: Request): Promise<Answer>;
  end(): void;
}

/** Starts a method by its name. */
export function start(name: string): Started {
  const child = fork(fileURLToPath(new URL("./host.ts", import.meta.url)), [name]);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${name} ended with ${String(code)}`);
  });
  // Seen by whoever waits for an answer.
  ended.catch(() => undefined);
  return {
    name,
    async ask(request) {
      const answered = once(child, "message");
      child.send(request);
      const [answer] = (await Promise.race([answered, ended])) as [Answer];
      return answer;
    },
    end: () => child.kill(),
  };
}
