import { expect, test } from "vitest";
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
  expect(createClassifier({ fitted: weights }).classify("zeppelin form at the pier").route_to).toBe("paid");
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
