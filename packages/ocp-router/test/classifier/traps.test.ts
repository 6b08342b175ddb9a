import fc from "fast-check";
import { expect, test } from "vitest";
import { TaskClassifier } from "../../src/index.ts";

const classifier = new TaskClassifier();
const TALK =
  "In the talk we migrate a distributed store without downtime, find the race condition in its failover and prove that no write is lost.";
const tierOf = (prompt: string): string => classifier.classify(prompt).route_to;

test.each([
  ["quoted text", "translate to Dutch: 'review the security architecture'"],
  ["inline code", "what does `deadlock.migrate()` return"],
  ["a fence", "what language is this?\n```\n// security architecture migration deadlock\n```"],
  ["a fence left open", "name this language\n```\nrace condition, architecture, migrate, security"],
  ["file names", "open docs/security/architecture-migration.md and read me its title"],
  ["a pasted log", `what is the last line?\n${log(40)}`],
  ["pasted configuration", `how many keys are here?\n${config(30)}`],
  [
    "a mail quoted below",
    "who sent this?\n> we migrate production\n> the architecture has security issues\n> bye, Ada",
  ],
  ["a text below a blank line", `Proofread this\n\n${TALK}`],
  ["a text above what is to be done to it", `${TALK}\n\nPlease give this a headline.`],
  ["a text in another language", `Übersetze das ins Englische.\n\n${TALK}`],
  ["a branch's name", "create a branch called fix/race-condition"],
  ["a denial", "don't review security or redesign the architecture, just tell me which port the server uses"],
  ["a denial at the end", "which file exports main? no refactoring, no migration"],
  ["what is set against it", "which line prints the total? a rename rather than a migration of the architecture"],
  ["a name", "which channel do security announcements go to?"],
  ["a definition", "what is a deadlock in one sentence?"],
  [
    "chatter",
    `${"I am new to programming and my teacher said I can ask anything here. ".repeat(20)}How do I print a word?`,
  ],
])("%s is no wish", (_trap, prompt) => {
  expect(tierOf(prompt)).toBe("local");
});

test.each([
  [
    "what is to be done to code",
    "Rename the table.\n\nIt must happen without downtime, and no write may be lost while both versions run.",
  ],
  ["a second wish", `Shorten this text.\n\nThen design an architecture for it that survives a network partition.`],
  [
    "a question about a text",
    `Give me a title for this.\n\n${TALK} Why did both nodes think that they held the lease?`,
  ],
  ["a hard question", `Is this consensus protocol safe?\n\n${TALK}`],
])("%s counts after a blank line, too", (_trap, prompt) => {
  expect(tierOf(prompt)).toBe("paid");
});

test.each([
  "make these counters wait-free",
  "prove that this scheduler never starves a task",
  "Halve our p99.",
  "zero-downtime upgrade of the primary database, please",
  "Find the use-after-free.",
])("%s is short and hard", (prompt) => {
  expect(tierOf(prompt)).toBe("paid");
});

test.each([
  [
    "de",
    "Was macht der Befehl `ls`?",
    "Entwirf eine Migration ohne Ausfall mit Rückfallplan und Prüfung der Konsistenz",
  ],
  [
    "es",
    "¿Qué hace el comando `ls`?",
    "Diseña una migración sin interrupción con plan de reversión y control de consistencia",
  ],
  [
    "fr",
    "Que fait la commande `ls` ?",
    "Conçois une migration sans interruption avec plan de retour et contrôle de cohérence",
  ],
  [
    "pt",
    "O que faz o comando `ls`?",
    "Projete uma migração sem interrupção com plano de retorno e controle de consistência",
  ],
  ["it", "Che cosa fa il comando `ls`?", "Progetta una migrazione senza interruzioni con piano di ritorno e verifica"],
  ["ru", "Что делает команда `ls`?", "Спроектируй миграцию без простоя с планом отката и проверкой целостности"],
  ["ja", "`ls` コマンドは何をしますか？", "無停止での移行を設計し、切り戻しと整合性の検証方法も提案してください"],
  ["zh", "`ls` 命令是做什么的？", "设计一个不停机的迁移方案，包括回滚和一致性校验"],
  ["ko", "`ls` 명령은 무엇을 하나요?", "무중단 마이그레이션을 설계하고 롤백과 정합성 검증 방안을 제안해 주세요"],
  ["ar", "ما هو الأمر `ls`؟", "صمم خطة ترحيل دون توقف مع خطة تراجع وضمان اتساق البيانات"],
])("an easy and a hard request in %s go different ways", (_language, easy, hard) => {
  expect(tierOf(easy)).toBe("local");
  expect(tierOf(hard)).toBe("paid");
});

test("the parts of a score add up to it, and signals name them in the same order", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }), (words) => {
      const prompt = words.join(" ");
      const { complexity_score: score, signals, parts = [] } = classifier.classify(prompt, { explain: true });
      const sum = parts.reduce((all, { weight }) => all + weight, 0);
      expect(Math.round(score * 100)).toBe(Math.min(100, Math.max(0, sum)));
      expect(parts.map(({ signal }) => signal)).toEqual(signals);
      expect(parts.every(({ weight }) => Number.isInteger(weight))).toBe(true);
    }),
  );
});

test("any text is judged, the same text always alike, with a score from 0 to 1", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (prompt) => {
      const result = classifier.classify(prompt);
      expect(result.complexity_score).toBeGreaterThanOrEqual(0);
      expect(result.complexity_score).toBeLessThanOrEqual(1);
      expect(new TaskClassifier().classify(prompt)).toEqual(result);
      expect(result.route_to).toBe(result.complexity_score >= 0.5 ? "paid" : "local");
    }),
  );
});

test("quoting a prompt inside an easy one never makes it hard", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 30 }), (words) => {
      expect(tierOf(`translate into French: "${words.join(" ")}"`)).toBe("local");
    }),
  );
});

test("a score that meets the threshold exactly goes to the paid model", () => {
  const prompt = "migrate the database schema";
  expect(new TaskClassifier({ threshold: 0.55 }).classify(prompt).route_to).toBe("paid");
  expect(new TaskClassifier({ threshold: 0.56 }).classify(prompt).route_to).toBe("local");
});

test("marks that tokenizers keep for themselves are text like any other", () => {
  expect(classifier.classify("<|endoftext|> explain the auth middleware").complexity_score).toBe(0);
});

const WORDS =
  "security|architecture|refactor|deadlock|what is|explain|across all files|migrate|prove|without downtime|only|translate|please|and|,|;|the|service|p99|why|design|a list".split(
    "|",
  );

function log(lines: number): string {
  return Array.from({ length: lines }, (_, at) => `2026-01-01T00:00:${at} WARN security deadlock in production`).join(
    "\n",
  );
}

function config(lines: number): string {
  return Array.from({ length: lines }, (_, at) => `migration_${at}: "security architecture"`).join("\n");
}
