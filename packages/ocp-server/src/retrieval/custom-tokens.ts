import { OcpError } from "ocp-core";
import type { TokenCounter } from "./tokens.ts";

/** How a program counts tokens itself, for a model whose encoding the server does not have. */
export interface CustomTokenCounter {
  /** Names it in errors. */
  readonly name: string;
  /** Tokens of a text: a whole number, 0 or more, always the same for the same text. */
  count(text: string): number;
}

/** Makes such a counter usable. Counting throws `INTERNAL` when the counter answers anything but a whole number, 0 or more. */
export function toTokenCounter(custom: CustomTokenCounter): TokenCounter {
  const count = (text: string): number => {
    const tokens = custom.count(text);
    if (Number.isSafeInteger(tokens) && tokens >= 0) return tokens;
    throw new OcpError(
      "INTERNAL",
      `The token counter ${custom.name} answered ${String(tokens)}. It must answer a whole number, 0 or more.`,
    );
  };
  return {
    name: custom.name,
    count,
    countWithin(text, limit) {
      const tokens = count(text);
      return tokens <= limit ? tokens : undefined;
    },
    isAdditive: false,
  };
}
