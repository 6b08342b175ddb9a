import { StringDecoder } from "node:string_decoder";

const LINES = 20;
const LINE_LENGTH = 500;

/** The last lines of a log that is written in pieces, in bounded memory. */
export interface LogTail {
  write(piece: Uint8Array): void;
  /** The kept lines, oldest first, and what was begun of the next one. */
  read(): string;
}

/** Keeps the last 20 lines, each cut to 500 characters; `onLine` gets every line whole, up to 64 KiB. */
export function createLogTail(onLine?: (line: string) => void): LogTail {
  const decoder = new StringDecoder("utf8");
  const kept: string[] = [];
  let begun = "";

  const finish = (line: string) => {
    kept.push(line.slice(0, LINE_LENGTH));
    if (kept.length > LINES) kept.shift();
    onLine?.(line);
  };

  return {
    write(piece) {
      const lines = (begun + decoder.write(piece)).split(/\r?\n/);
      begun = lines.pop() ?? "";
      for (const line of lines) finish(line);
      if (begun.length < 65_536) return;
      finish(begun);
      begun = "";
    },
    read() {
      return [...kept, begun.slice(0, LINE_LENGTH)].filter((line) => line.trim() !== "").join("\n");
    },
  };
}
