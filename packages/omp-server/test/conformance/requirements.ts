import { readFileSync } from "node:fs";

export interface Requirement {
  readonly id: string;
  readonly section: string;
  readonly keyword: "MUST" | "MUST NOT" | "SHOULD";
  readonly level: "minimal" | "full";
  readonly text: string;
  readonly notes?: readonly string[];
  readonly covers?: readonly string[];
  readonly when?: "http";
}

/** Every MUST and SHOULD of OMP. */
export function readRequirements(): Requirement[] {
  const file = new URL("../../conformance/omp-requirements.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { requirements: Requirement[] }).requirements;
}
