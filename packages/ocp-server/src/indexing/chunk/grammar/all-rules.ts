import { cRules } from "./c-family.ts";
import { csharpRules, goRules, javaRules, kotlinRules, rustRules } from "./compiled.ts";
import { bashRules, phpRules, pythonRules, rubyRules } from "./dynamic.ts";
import type { GrammarRules } from "./rules.ts";
import { scalaRules } from "./scala.ts";
import { scriptRules } from "./script.ts";
import { swiftRules } from "./swift.ts";

/** Language name → which nodes of its grammar are definitions. */
export const GRAMMARS: ReadonlyMap<string, GrammarRules> = new Map([
  ["c", cRules],
  ["cpp", cRules],
  ["csharp", csharpRules],
  ["go", goRules],
  ["java", javaRules],
  ["javascript", scriptRules],
  ["kotlin", kotlinRules],
  ["php", phpRules],
  ["python", pythonRules],
  ["ruby", rubyRules],
  ["rust", rustRules],
  ["scala", scalaRules],
  ["shell", bashRules],
  ["swift", swiftRules],
  ["typescript", scriptRules],
]);
