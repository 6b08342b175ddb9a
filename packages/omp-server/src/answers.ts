import { createHash, randomUUID } from "node:crypto";
import { answer, type Answer } from "./answer.ts";
import type { Corpus, JsonObject } from "./corpus/model.ts";
import { once } from "./once.ts";
import { isShallow } from "./tools/parse-input.ts";
import type { Freshness } from "./tools/tool.ts";

/** An answer as it is sent: computed once, with the time put in each time. */
export interface SerialisedAnswer {
  readonly isError: boolean;
  readonly freshness: Freshness;
  /** Of the JSON, about, in characters. */
  readonly length: number;
  /** The digest of everything but the time, as 32 hexadecimal digits. */
  readonly digest: string;
  json(timestamp: string): string;
  /** The JSON as a JSON string's content, for text inside of another message. */
  escaped(timestamp: string): string;
  object(timestamp: string): JsonObject;
}

/** The answers of one corpus. */
export interface Answers {
  readonly corpus: Corpus;
  get(tool: string, input: unknown): SerialisedAnswer;
}

export interface AnswersOptions {
  readonly lenient?: boolean | undefined;
  readonly onFault?: ((error: unknown) => void) | undefined;
}

/** How much is kept, in answers and in characters. */
const MAX_KEPT = 5_000;
const MAX_KEPT_LENGTH = 32_000_000;

/** Answers with a memory, which ends with the corpus it belongs to. */
export function createAnswers(corpus: Corpus, options: AnswersOptions = {}): Answers {
  const kept = new Map<string, { answer: SerialisedAnswer; length: number }>();
  let keptLength = 0;
  const make = (tool: string, input: unknown): SerialisedAnswer =>
    serialise(answer(corpus, tool, input, { timestamp: MARK, ...options }));
  return {
    corpus,
    get(tool, input) {
      // What nests deep cannot be written as a key; it is refused soon enough.
      const key = isShallow(input) ? `${tool} ${JSON.stringify(input) ?? ""}` : undefined;
      if (key === undefined) return make(tool, input);
      const known = kept.get(key);
      if (known) {
        // The latest used are the last to go.
        kept.delete(key);
        kept.set(key, known);
        return known.answer;
      }
      const serialised = make(tool, input);
      // A long question is seldom asked twice.
      if (key.length > 2_000) return serialised;
      kept.set(key, { answer: serialised, length: serialised.length });
      keptLength += serialised.length;
      for (const [oldest, { length }] of kept) {
        if (kept.size <= MAX_KEPT && keptLength <= MAX_KEPT_LENGTH) break;
        kept.delete(oldest);
        keptLength -= length;
      }
      return serialised;
    },
  };
}

/** Stands for the time until an answer is sent; random, so that no document can hold it. */
const MARK = `time-${randomUUID()}`;

function serialise({ isError, body, freshness }: Answer): SerialisedAnswer {
  const text = JSON.stringify(body);
  const place = text.lastIndexOf(MARK);
  const [before, after] = [text.slice(0, place), text.slice(place + MARK.length)];
  const inside = once(() => [before, after].map((part) => JSON.stringify(part).slice(1, -1)) as [string, string]);
  const digest = once(() =>
    createHash("sha256")
      .update(text.replace(`"timestamp":"${MARK}",`, "").replace(`,"timestamp":"${MARK}"`, ""))
      .digest("hex")
      .slice(0, 32),
  );
  return {
    isError,
    freshness,
    length: text.length,
    get digest() {
      return digest();
    },
    json: (timestamp) => `${before}${timestamp}${after}`,
    escaped: (timestamp) => `${inside()[0]}${timestamp}${inside()[1]}`,
    object: (timestamp) => ({ ...body, metadata: { ...(body["metadata"] as JsonObject), timestamp } }),
  };
}
