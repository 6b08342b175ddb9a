import { getContractDoc } from "./get-contract-doc.ts";
import { getContractMap } from "./get-contract-map.ts";
import { getExample } from "./get-example.ts";
import { getOutline } from "./get-outline.ts";
import { getSchema } from "./get-schema.ts";
import { getSection } from "./get-section.ts";
import { listContracts } from "./list-contracts.ts";
import { resolveTerm } from "./resolve-term.ts";
import { searchDocs } from "./search-docs.ts";
import type { Tool } from "./tool.ts";

/** Every tool: the seven of OMP 2 in its order, then ours. */
export const TOOLS: ReadonlyMap<string, Tool> = new Map(
  [
    listContracts,
    getContractDoc,
    getSchema,
    getExample,
    searchDocs,
    resolveTerm,
    getContractMap,
    getOutline,
    getSection,
  ].map((tool) => [tool.name, tool]),
);
