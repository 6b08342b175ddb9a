import type { OpenAPIDocument } from "./document.ts";
import { asDocument } from "./load.ts";
import { assignNames } from "./names.ts";
import { OperationTool } from "./operation-tool.ts";
import { listOperations } from "./operations.ts";
import { SchemaWriter } from "./schemas.ts";
import type { Tool } from "./tool.ts";

/** Which operations become tools, and under what names. */
export interface ToolsOptions {
  /** Only operations with one of these tags. */
  readonly tags?: readonly string[];
  /** Only operations whose path begins with one of these. */
  readonly paths?: readonly string[];
  /** Only these methods, in any case. */
  readonly methods?: readonly string[];
  /** Anything else. */
  readonly filter?: (tool: Tool) => boolean;
  /** `camel` swaps name and alias, as the other implementations of OCP name tools [`seed`: the operation's own id]. */
  readonly naming?: "seed" | "camel";
}

/** Every operation of a document as a tool, in the document's order. Names are the same whatever is filtered. */
export function toolsFromOpenAPI(source: OpenAPIDocument | object, options: ToolsOptions = {}): Tool[] {
  return operationTools(asDocument(source), options);
}

export function operationTools(document: OpenAPIDocument, options: ToolsOptions = {}): OperationTool[] {
  const operations = listOperations(document);
  const names = assignNames(operations);
  const writer = new SchemaWriter(document);
  const methods = options.methods?.map((method) => method.toUpperCase());
  const tools: OperationTool[] = [];
  for (const [index, operation] of operations.entries()) {
    if (methods && !methods.includes(operation.method.toUpperCase())) continue;
    if (options.paths && !options.paths.some((prefix) => operation.path.startsWith(prefix))) continue;
    const given = names[index] as (typeof names)[number];
    const swapped = options.naming === "camel" ? { ...given, name: given.alias, alias: given.name } : given;
    const tool = new OperationTool({ document, operation, names: swapped, writer });
    if (options.tags && !options.tags.some((tag) => tool.tags.includes(tag))) continue;
    if (options.filter && !options.filter(tool)) continue;
    tools.push(tool);
  }
  return tools;
}
