import type { DocumentType } from "../corpus/model.ts";
import { findDocument, findVersion, freshnessOf, sourceMetadata } from "./find.ts";
import { outputSchema, publishedSchema, reference } from "./schemas.ts";
import type { Tool } from "./tool.ts";

/** OMP 2.2 */
export const getContractDoc: Tool<{ contract: string; document: DocumentType; version?: string }> = {
  name: "get_contract_doc",
  title: "Get a document",
  description:
    "Returns one whole document of a contract, byte for byte as published. Documents can be long: get_outline shows the sections first, get_section reads one of them.",
  inputSchema: publishedSchema("GetContractDocRequest"),
  outputSchema: outputSchema(reference("GetContractDocResponse")),
  run(corpus, input) {
    const version = findVersion(corpus, input);
    const document = findDocument(corpus, version, input.document);
    return {
      body: {
        contract: version.contract,
        document: document.type,
        version: version.version,
        status: version.status,
        content: document.text,
        format: document.format,
      },
      metadata: { ...sourceMetadata(corpus, document), sha256: document.sha256 },
      freshness: freshnessOf(version),
    };
  },
};
