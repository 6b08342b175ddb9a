import { expect, test } from "vitest";
import { createRandom, normal } from "../../src/classifier/fitted/random.ts";
import { COUNT_NAMES } from "../../src/classifier/fitted/reading.ts";
import { TOPICS, topicsOf } from "../../src/classifier/fitted/topics.ts";
import { slopesOf, WAVES, wavesOf } from "../../src/classifier/fitted/waves.ts";
import { learnTopics } from "../../src/fit/topics.ts";
import { createClassifier, fitClassifier } from "../../src/index.ts";

// Two kinds of prompt that the rules cannot tell apart: what is hard here is a matter of these users' own words.
const PLACES = ["harbour", "station", "market", "airport", "school", "museum", "castle", "bridge"];
const THINGS = ["parcel", "ticket", "timetable", "map", "receipt", "form", "badge", "letter"];
const rows = PLACES.flatMap((place) =>
  THINGS.flatMap((thing) => [
    { prompt: `zeppelin ${thing} at the ${place}`, label: "paid", category: place },
    { prompt: `bicycle ${thing} at the ${place}`, label: "local", category: place },
  ]),
);
const lines = (of: readonly object[]): string => of.map((row) => JSON.stringify(row)).join("\n");

test("a classifier fitted to labels learns the words that matter to its users, and says how well", () => {
  const { weights, report } = fitClassifier(lines(rows));
  expect(report).toMatchObject({ kind: "labels", rows: rows.length, skipped: 0 });
  expect(report.fitted.auroc.value).toBeGreaterThan(0.95);
  expect(report.unseen?.auroc.value).toBeGreaterThan(0.95);
  expect(report.rules.auroc.value).toBe(0.5);
  const classifier = createClassifier({ fitted: JSON.parse(JSON.stringify(weights)) });
  const paid = classifier.classify("zeppelin parcel at the lighthouse", { explain: true });
  expect(paid.route_to).toBe("paid");
  expect(paid.parts?.map(({ signal }) => signal)).toContain("fitted:words 'zeppelin'");
  expect(classifier.classify("bicycle parcel at the lighthouse").route_to).toBe("local");
});

test("the same rows and seed give the same weights, below 200 KB", () => {
  const [first, second] = [fitClassifier(lines(rows)), fitClassifier(lines(rows))];
  expect(second).toEqual(first);
  expect(JSON.stringify(first.weights).length).toBeLessThan(200_000);
});

test("outcomes of two models are learned as what paying gains", () => {
  const outcomes = rows.map(({ prompt, label }) => ({ prompt, weak_correct: label === "local", strong_correct: true }));
  const { weights, report } = fitClassifier(lines(outcomes), { paidShare: 0.5 });
  expect(report.kind).toBe("outcomes");
  expect(report.calibration.paidShare).toBeCloseTo(0.5, 1);
  expect(report.calibration.right).toBeGreaterThan(report.calibration.rightLocal);
  expect(report.fitted.apgr.value).toBeGreaterThan(0.7);
  expect(JSON.stringify(weights).length).toBeLessThan(200_000);
  const classifier = createClassifier({ fitted: JSON.parse(JSON.stringify(weights)) });
  const paid = classifier.classify("zeppelin form at the pier", { explain: true });
  expect(paid.route_to).toBe("paid");
  expect(paid.parts?.[0]).toMatchObject({ layer: "fitted text", signal: "fitted:words 'zeppelin'" });
  expect(paid.parts![0]!.weight).toBeGreaterThan(0);
  expect(classifier.classify("bicycle form at the pier").route_to).toBe("local");
});

test("topics are the same for the same texts, and words of one topic point one way", () => {
  const texts = rows.map(({ prompt }) => prompt.split(" "));
  const topics = learnTopics(texts);
  expect(learnTopics(texts)).toEqual(topics);
  const alike = (a: string, b: string): number => {
    const [x, y] = [topicsOf(a.split(" "), topics), topicsOf(b.split(" "), topics)];
    return x.reduce((sum, value, at) => sum + value * y[at]!, 0);
  };
  expect(alike("zeppelin parcel", "zeppelin parcel")).toBeCloseTo(1);
  expect(alike("zeppelin parcel", "zeppelin ticket")).toBeGreaterThan(alike("zeppelin parcel", "bicycle ticket"));
  // Words that were never met say nothing.
  expect(topicsOf(["quokka"], topics).every((value) => value === 0)).toBe(true);
});

test("products of waves come near the Gaussian kernel", () => {
  const random = createRandom(11);
  for (let turn = 0; turn < 20; turn++) {
    const a = Array.from({ length: TOPICS + COUNT_NAMES.length }, () => 0.1 * normal(random));
    const b = a.map((value) => value + 0.1 * normal(random));
    const [x, y] = [wavesOf(a), wavesOf(b)];
    const distance = a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0);
    expect(Math.abs(x.reduce((sum, value, at) => sum + value * y[at]!, 0) - Math.exp(-distance))).toBeLessThan(0.15);
  }
});

test("slopes are those of the sum", () => {
  const random = createRandom(12);
  const at = Array.from({ length: TOPICS + COUNT_NAMES.length }, () => normal(random) / 5);
  const weights = Array.from({ length: WAVES }, () => normal(random));
  const sum = (numbers: readonly number[]): number =>
    wavesOf(numbers).reduce((all, value, each) => all + value * weights[each]!, 0);
  const slopes = slopesOf(at, weights);
  for (const place of [0, 7, TOPICS, at.length - 1]) {
    const step = (by: number) => sum(at.map((value, each) => (each === place ? value + by : value)));
    expect(slopes[place]).toBeCloseTo((step(1e-5) - step(-1e-5)) / 2e-5, 4);
  }
});

test("traces are rows where feedback, an escalation or a passed check says how hard they were", () => {
  const calls = rows.map(({ prompt, label }, at) => ({
    type: "call",
    trace_id: String(at),
    prompt,
    reason: "cascade",
    outcome: "ok",
    answered_by: label,
    escalated: label === "paid",
    cost_usd: label === "paid" ? 0.02 : 0,
  }));
  const silent = { type: "call", trace_id: "s", prompt: null, reason: "score", outcome: "ok", answered_by: "local" };
  const judged = { ...silent, trace_id: "j", prompt: "a prompt that its user judged" };
  const feedback = { type: "feedback", trace_id: "j", label: "paid" };
  const { report } = fitClassifier(lines([...calls, silent, judged, feedback]), { costPerThousand: 5 });
  expect(report).toMatchObject({ kind: "labels", rows: rows.length + 1, skipped: 1 });
  // 5 dollars for a thousand prompts, at 0.02 for an answer of the paid model, is one in four.
  expect(report.calibration.paidShare).toBeCloseTo(0.25, 1);
});

test.each([
  ["too few rows", lines(rows.slice(0, 10)), /10 prompts .* do not suffice; 40 are the least/],
  ["one side only", lines(rows.map((row) => ({ ...row, label: "paid" }))), /prompts of both kinds/],
  ["a line that is no JSON", `${lines(rows)}\nnot json`, new RegExp(`Line ${rows.length + 1} is no JSON`)],
  ["nothing", "", /0 prompts/],
])("%s is refused with what is missing", (_case, text, message) => {
  expect(() => fitClassifier(text)).toThrow(message);
});

test.each([null, 3, "weights", [], {}, { format: "ocp-router-weights" }, { format: "ocp-router-weights", version: 1 }])(
  "%j is no weights file, and the message says how to make one",
  (fitted) => {
    expect(() => createClassifier({ fitted })).toThrow(/ocp-router fit data\.jsonl/);
  },
);

test("weights that were cut off are refused", () => {
  const { weights } = fitClassifier(lines(rows));
  const [head] = weights["heads"] as [Record<string, unknown>];
  expect(() => createClassifier({ fitted: { ...weights, heads: [{ ...head, hashed: "AAAA" }] } })).toThrow(
    /no weights/,
  );
  expect(() => createClassifier({ fitted: { ...weights, threshold: 7 } })).toThrow(/no weights/);
  expect(() => createClassifier({ fitted: { ...weights, topics: { words: "AAAA", rows: "" } } })).toThrow(/no weights/);
  expect(() => createClassifier({ fitted: { ...weights, version: 1 } })).toThrow(/another version.* Fit them again/);
});

test("of a conversation fitted weights judge the last request, or the one that it leans on", () => {
  const classifier = createClassifier({ fitted: fitClassifier(lines(rows)).weights });
  const conversation = (...asked: string[]) => ({
    messages: asked.map((content) => ({ role: "user" as const, content })),
  });
  expect(classifier.classify(conversation("bicycle map", "zeppelin map")).route_to).toBe("paid");
  expect(classifier.classify(conversation("zeppelin map", "yes, go on")).route_to).toBe("paid");
  expect(classifier.classify(conversation("zeppelin map", "bicycle map")).route_to).toBe("local");
});

test("a threshold that is given wins over the fitted one", () => {
  const { weights } = fitClassifier(lines(rows));
  expect(createClassifier({ fitted: weights, threshold: 1 }).classify("zeppelin map").route_to).toBe("local");
});
