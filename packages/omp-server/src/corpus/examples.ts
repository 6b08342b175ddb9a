import type { CodeBlock } from "./markdown.ts";
import type { Document, Example, Examples, JsonObject, JsonValue, Schema, SourceFile, Withheld } from "./model.ts";
import { parseJson, parseYaml } from "./parse-data.ts";
import type { Validator } from "./validator.ts";

export interface ExampleSources {
  readonly files: readonly SourceFile[];
  /** The EXAMPLES document and its code blocks, when these may serve as examples too. */
  readonly document: Document | undefined;
  readonly blocks: () => readonly CodeBlock[];
  readonly schema: Schema | undefined;
  readonly validator: Validator;
}

/**
 * The examples of a version: first its files, each by the name of the file, then the code blocks of its EXAMPLES
 * document, each by the anchor of its section. A file that is not valid is withheld with the reason; a block that is
 * not valid was never an artifact, but a part of one or a warning.
 */
export function readExamples({ files, document, blocks, schema, validator }: ExampleSources): Examples {
  const served: Example[] = [];
  const withheld: Withheld[] = [];
  const ids = new Set<string>();
  for (const source of files) {
    const id = source.path.slice(source.path.lastIndexOf("/") + 1).replace(/\.(json|ya?ml)$/i, "");
    const isYaml = !/\.json$/i.test(source.path);
    const { artifact, fault } = check(source.text, { isYaml, schema, validator });
    const reason = fault ?? (ids.has(id) ? `another file has the id '${id}'` : undefined);
    if (artifact && schema && reason === undefined)
      served.push({
        id,
        path: source.path,
        source,
        ...describeArtifact(artifact, id),
        artifact,
        validatesAgainst: schema.id,
      });
    else withheld.push({ path: source.path, id, reason: reason ?? "is not valid" });
    ids.add(id);
  }

  let otherBlocks = 0;
  const ordinals = new Map<string, number>();
  for (const { language, content, section } of document && schema ? blocks() : []) {
    if (!/^(json|ya?ml)$/.test(language)) continue;
    const ordinal = (ordinals.get(section.anchor) ?? 0) + 1;
    ordinals.set(section.anchor, ordinal);
    const id = ordinal === 1 ? section.anchor : `${section.anchor}-${ordinal}`;
    const { artifact } = check(content, { isYaml: language !== "json", schema, validator });
    if (!artifact || ids.has(id)) {
      otherBlocks++;
      continue;
    }
    ids.add(id);
    const { description } = describeArtifact(artifact, id);
    const path = `${document!.path}#${section.anchor}`;
    served.push({
      id,
      title: section.title,
      description,
      artifact,
      validatesAgainst: schema!.id,
      path,
      source: document!,
    });
  }
  return { served, withheld, otherBlocks };
}

function check(
  text: string,
  { isYaml, schema, validator }: { isYaml: boolean; schema: Schema | undefined; validator: Validator },
): { artifact?: JsonObject; fault?: string } {
  let value: JsonValue;
  try {
    value = isYaml ? parseYaml(text) : parseJson(text);
  } catch (error) {
    return { fault: (error as Error).message };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { fault: "is not an object" };
  if (!schema) return { fault: "the contract has no schema to check it against" };
  const fault = validator.explain(schema, value);
  return fault === undefined ? { artifact: value } : { fault };
}

/** What an artifact says of itself; without a title or a name, its id stands for one. */
function describeArtifact(artifact: JsonObject, id: string): { title: string; description: string | undefined } {
  const text = (key: string): string | undefined => {
    const value = artifact[key];
    return typeof value === "string" && value.trim() !== "" ? value : undefined;
  };
  return { title: text("title") ?? text("name") ?? id, description: text("description") };
}
