import type { DocumentType } from "../corpus/model.ts";
import { findDocument, findVersion, freshnessOf, sourceMetadata } from "./find.ts";
import { outputSchema, reference, selfContained } from "./schemas.ts";
import type { Tool } from "./tool.ts";

/** What the document tools of ours take, in the words of the published requests. */
export const DOCUMENT_INPUT = {
  contract: { $ref: "#/$defs/ContractAcronym", description: "Acronym, for example OTC" },
  document: { $ref: "#/$defs/DocumentType" },
  version: { $ref: "#/$defs/Semver", description: "Default: the latest" },
};

/** The sections of a document, for reading it in parts. Not of OMP. */
export const getOutline: Tool<{ contract: string; document: DocumentType; version?: string }> = {
  name: "get_outline",
  title: "Get a document's outline",
  description:
    "Lists the sections of a document with their anchors and sizes in bytes, alone and with the sections below them. Read one with get_section.",
  inputSchema: selfContained({
    type: "object",
    required: ["contract", "document"],
    properties: DOCUMENT_INPUT,
    additionalProperties: false,
  }),
  outputSchema: outputSchema({
    type: "object",
    required: ["contract", "document", "version", "status", "sections", "metadata"],
    properties: {
      sections: {
        type: "array",
        items: {
          type: "object",
          required: ["anchor", "title", "level", "bytes", "total_bytes"],
          properties: {
            anchor: { type: "string" },
            title: { type: "string" },
            level: { type: "integer", minimum: 0, maximum: 6 },
            bytes: { type: "integer" },
            total_bytes: { type: "integer" },
          },
        },
      },
      metadata: reference("CommonMetadata"),
    },
  }),
  run(corpus, input) {
    const version = findVersion(corpus, input);
    const document = findDocument(corpus, version, input.document);
    return {
      body: {
        contract: version.contract,
        document: document.type,
        version: version.version,
        status: version.status,
        sections: document.outline().map(({ anchor, title, level, text, fullText }) => ({
          anchor,
          title,
          level,
          bytes: Buffer.byteLength(text),
          total_bytes: Buffer.byteLength(fullText),
        })),
      },
      metadata: { ...sourceMetadata(corpus, document), bytes: document.bytes.length },
      freshness: freshnessOf(version),
    };
  },
};
