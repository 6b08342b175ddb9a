import { describe, expect, it } from "vitest";
import { createLogTail } from "../src/connect/log-tail.ts";

describe("the tail of a log", () => {
  it("keeps the last twenty lines and the one that was begun", () => {
    const tail = createLogTail();
    for (let line = 1; line <= 30; line++) tail.write(Buffer.from(`line ${line}\r\n`));
    tail.write(Buffer.from("and"));
    const lines = tail.read().split("\n");
    expect(lines).toHaveLength(21);
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual(["line 11", "line 30", "and"]);
  });

  it("hands over every line whole, however it was cut, also inside a character", () => {
    const lines: string[] = [];
    const tail = createLogTail((line) => lines.push(line));
    const bytes = Buffer.from("grüße 🙂\nnext\n");
    for (const byte of bytes) tail.write(Buffer.from([byte]));
    expect(lines).toEqual(["grüße 🙂", "next"]);
  });

  it("stays small when a log has no line ends", () => {
    const lines: string[] = [];
    const tail = createLogTail((line) => lines.push(line));
    for (let piece = 0; piece < 100; piece++) tail.write(Buffer.alloc(10_000, "x"));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80_000);
    expect(tail.read().length).toBeLessThan(21 * 501);
  });
});
