import type { Document, DocumentType, Section } from "../corpus/model.ts";
import { nearest } from "../nearest.ts";
import { findDocument, findVersion, freshnessOf, sourceMetadata } from "./find.ts";
import { DOCUMENT_INPUT } from "./get-outline.ts";
import { OmpError } from "./omp-error.ts";
import { outputSchema, reference, selfContained } from "./schemas.ts";
import type { Tool } from "./tool.ts";

interface SectionInput {
  contract: string;
  document: DocumentType;
  section: string;
  version?: string;
  subsections?: boolean;
}

/** One section of a document. Not of OMP. */
export const getSection: Tool<SectionInput> = {
  name: "get_section",
  title: "Get a section",
  description:
    "Returns one section of a document, verbatim, by its anchor as get_outline and search_docs give it; with the sections below it unless subsections is false.",
  inputSchema: selfContained({
    type: "object",
    required: ["contract", "document", "section"],
    properties: {
      ...DOCUMENT_INPUT,
      section: { type: "string", description: "Anchor, for example 22-get_contract_doc" },
      subsections: { type: "boolean", description: "Default: true" },
    },
    additionalProperties: false,
  }),
  outputSchema: outputSchema({
    type: "object",
    required: [
      "contract",
      "document",
      "version",
      "status",
      "section",
      "title",
      "level",
      "content",
      "format",
      "metadata",
    ],
    properties: {
      section: { type: "string" },
      title: { type: "string" },
      level: { type: "integer", minimum: 0, maximum: 6 },
      content: { type: "string" },
      format: reference("ContentFormat"),
      metadata: reference("CommonMetadata"),
    },
  }),
  run(corpus, input) {
    const version = findVersion(corpus, input);
    const document = findDocument(corpus, version, input.document);
    const section = findSection(document, input.section);
    const { anchor, title, level, text, fullText } = section;
    return {
      body: {
        contract: version.contract,
        document: document.type,
        version: version.version,
        status: version.status,
        section: anchor,
        title,
        level,
        content: input.subsections === false ? text : fullText,
        format: document.format,
      },
      metadata: sourceMetadata(corpus, document, `${document.path}#${anchor}`),
      freshness: freshnessOf(version),
    };
  },
};

/** The section of an anchor, which may begin with '#'. Throws `not_found` with the anchors that there are. */
function findSection(document: Document, anchor: string): Section {
  const wanted = anchor.replace(/^#/, "");
  const sections = document.outline();
  const found = sections.find((section) => section.anchor === wanted);
  if (found) return found;
  const available = sections.map((section) => section.anchor);
  const name = `${document.contract} ${document.version} ${document.type}`;
  if (available.length === 0) {
    throw new OmpError("not_found", `${name} is JSON and has no sections. get_schema returns it.`);
  }
  const meant = nearest(wanted, available);
  const hint = meant === undefined ? "get_outline lists them." : `Did you mean '${meant}'?`;
  const shown = wanted.length > 80 ? `${wanted.slice(0, 80)}…` : wanted;
  throw new OmpError("not_found", `${name} has no section '${shown}'. ${hint}`, { available });
}
