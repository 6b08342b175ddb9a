import type { Ajv2020, ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { ajv as lazyAjv } from "../lazy.ts";
import type { JsonObject, Schema, Withheld } from "./model.ts";

/** Checks values against the schemas of one corpus; nothing is ever fetched. */
export interface Validator {
  /** Why a schema cannot be used, or undefined. */
  faultOf(schema: Schema): Withheld | undefined;
  /** Why a value is not valid against a usable schema, or undefined. */
  explain(schema: Schema, value: JsonObject): string | undefined;
}

/** A compiler of JSON Schema 2020-12 that checks formats. Schemas of our own it may take as they are. */
export function createAjv({ validateSchema = true }: { validateSchema?: boolean } = {}): Ajv2020 {
  const { Ajv2020: Compiler, addFormats } = lazyAjv();
  return addFormats(
    new Compiler({ strict: false, allErrors: true, logger: false, addUsedSchema: false, validateSchema }),
  );
}

/** Builds a validator that knows all schemas by their `$id`. */
export function createValidator(schemas: readonly Schema[]): Validator {
  let ajv: Ajv2020 | undefined;
  const compiled = new Map<Schema, ValidateFunction | Error>();
  function compile(schema: Schema): ValidateFunction | Error {
    if (!ajv) {
      ajv = createAjv();
      for (const { id, json } of schemas) ajv.addSchema(json, id, false, false);
    }
    const known = compiled.get(schema);
    if (known) return known;
    let result: ValidateFunction | Error;
    try {
      const isValid = ajv.validateSchema(schema.json);
      result = isValid === true ? ajv.getSchema(schema.id)! : new Error(describe(ajv.errors ?? []));
    } catch (error) {
      result = error as Error;
    }
    compiled.set(schema, result);
    return result;
  }
  return {
    faultOf(schema) {
      const result = compile(schema);
      if (!(result instanceof Error)) return undefined;
      const reason = `is no valid JSON Schema: ${result.message.split("\n")[0]!.slice(0, 300)}`;
      return { path: schema.path, id: schema.id, reason };
    },
    explain(schema, value) {
      const result = compile(schema);
      if (result instanceof Error) return "its schema is withheld";
      return result(value) ? undefined : describe(result.errors ?? []);
    },
  };
}

/** The first of several faults that says where it lies, and how many more there are. */
export function describe(errors: readonly ErrorObject[]): string {
  // Of the branches of a choice, the fault that lies deepest is the one that tells most.
  const [first] = errors.toSorted((a, b) => depth(b) - depth(a));
  if (!first) return "is not valid";
  const { instancePath, message = "is not valid", params } = first;
  const extra = (params as { additionalProperty?: string }).additionalProperty;
  const where = instancePath === "" ? "its root" : instancePath;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return `${where} ${message}${extra === undefined ? "" : `: '${extra}'`}${more}`.slice(0, 400);
}

function depth({ instancePath }: ErrorObject): number {
  return instancePath.split("/").length;
}
