import { readFileSync } from "node:fs";
import { nearest } from "../nearest.ts";
import { isVersion } from "../versions.ts";
import { isAcronym } from "./layout.ts";
import { CATEGORIES, CorpusError, type Category, type JsonObject, type JsonValue } from "./model.ts";
import { parseJson } from "./parse-data.ts";

/** What an operator states about a corpus that the corpus does not state itself. */
export interface Overlay {
  readonly title?: string | undefined;
  /** SPDX identifier. */
  readonly license?: string | undefined;
  /** Where the documents are published, with a trailing slash. */
  readonly base?: string | undefined;
  readonly contracts: ReadonlyMap<
    string,
    { readonly name?: string | undefined; readonly category?: Category | undefined }
  >;
  readonly unsupported: readonly { readonly contract: string; readonly version: string; readonly reason: string }[];
}

export const EMPTY_OVERLAY: Overlay = { contracts: new Map(), unsupported: [] };

/** Reads an overlay file. Throws a `CorpusError` that names the file and what is wrong in it. */
export function readOverlay(file: string): Overlay {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CorpusError(`The overlay ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  }
  try {
    return parseOverlay(text);
  } catch (error) {
    throw new CorpusError(`The overlay ${file} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}

/** Parses an overlay. Throws an `Error` that says what is wrong. */
function parseOverlay(text: string): Overlay {
  const overlay = objectOf(parseJson(text), "the overlay", [
    "source",
    "title",
    "license",
    "base",
    "contracts",
    "unsupported",
  ]);
  const contracts = new Map<string, { name?: string | undefined; category?: Category | undefined }>();
  for (const [acronym, value] of Object.entries(objectOf(overlay["contracts"] ?? {}, "contracts"))) {
    const where = `contracts.${acronym}`;
    if (!isAcronym(acronym)) throw new Error(`${where} is no acronym of two to five capital letters`);
    const stated = objectOf(value, where, ["name", "category", "reason"]);
    requiredText(stated, "reason", where);
    const category = optionalText(stated, "category", where);
    if (category !== undefined && !CATEGORIES.includes(category as Category))
      throw new Error(`${where}.category is not one of ${CATEGORIES.join(", ")}`);
    contracts.set(acronym, { name: optionalText(stated, "name", where), category: category as Category | undefined });
  }
  const gone = overlay["unsupported"] ?? [];
  if (!Array.isArray(gone)) throw new Error("unsupported is not a list");
  const unsupported = gone.map((value, index) => {
    const where = `unsupported[${index}]`;
    const stated = objectOf(value, where, ["contract", "version", "reason"]);
    const [contract, version, reason] = (["contract", "version", "reason"] as const).map((key) =>
      requiredText(stated, key, where),
    ) as [string, string, string];
    if (!isAcronym(contract)) throw new Error(`${where}.contract is no acronym`);
    if (!isVersion(version)) throw new Error(`${where}.version is not MAJOR.MINOR.PATCH`);
    return { contract, version, reason };
  });
  const base = optionalText(overlay, "base", "the overlay");
  if (base !== undefined && !(URL.canParse(base) && /^https?:\/\/.*\/$/.test(base)))
    throw new Error("base must be an http(s) URL that ends with a slash");
  const title = optionalText(overlay, "title", "the overlay");
  return { title, license: optionalText(overlay, "license", "the overlay"), base, contracts, unsupported };
}

/** One overlay over another: what the second states wins. */
export function mergeOverlays(under: Overlay, over: Overlay): Overlay {
  const contracts = new Map(under.contracts);
  for (const [acronym, stated] of over.contracts) {
    const known = contracts.get(acronym);
    contracts.set(acronym, { name: stated.name ?? known?.name, category: stated.category ?? known?.category });
  }
  return {
    title: over.title ?? under.title,
    license: over.license ?? under.license,
    base: over.base ?? under.base,
    contracts,
    unsupported: [...under.unsupported, ...over.unsupported],
  };
}

function objectOf(value: JsonValue, where: string, known?: readonly string[]): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${where} is not an object`);
  for (const key of known ? Object.keys(value) : []) {
    if (known!.includes(key)) continue;
    const meant = nearest(key, known!);
    throw new Error(
      `${where} has an unknown field '${key.slice(0, 40)}'${meant === undefined ? "" : `; did you mean '${meant}'?`}`,
    );
  }
  return value;
}

function optionalText(object: JsonObject, key: string, where: string): string | undefined {
  const value = object[key];
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value.trim() === "") throw new Error(`${where}: '${key}' is not a text`);
  return value;
}

function requiredText(object: JsonObject, key: string, where: string): string {
  const value = optionalText(object, key, where);
  if (value === undefined) throw new Error(`${where} has no '${key}'`);
  return value;
}
