import { isVersion } from "../versions.ts";
import {
  badVersion,
  isAcronym,
  namesIn,
  sortDocuments,
  versionFolders,
  type LaidOut,
  type LaidOutContract,
  type LaidOutVersion,
  type Survey,
} from "./layout.ts";
import { DOCUMENT_TYPES, STATUSES, type JsonObject, type JsonValue, type Problem, type Status } from "./model.ts";
import { parseJson } from "./parse-data.ts";

/** The folders and files of this layout that are read. */
export const STANDARDS_TOPS = [
  "standards",
  "foundation",
  "LICENSE",
  "LICENSE.md",
  "LICENSE.txt",
  "NOTICE",
  "NOTICE.md",
];

/** Lays out a standards directory: `standards/<acronym>/contract.json` and a folder for each version beside it. */
export function layOutStandards(survey: Survey): LaidOut {
  const { raw, problems } = survey;
  const contracts = namesIn(raw, "/standards/").flatMap((name): LaidOutContract[] => {
    const path = `/standards/${name}`;
    if (!name.endsWith("/")) return [];
    const acronym = name.slice(0, -1).toUpperCase();
    if (!isAcronym(acronym) || name !== name.toLowerCase()) {
      problems.push(error(path, "is no contract's folder: its name must be two to five lower-case letters"));
      return [];
    }
    const contract = layOutContract(survey, { acronym, path });
    return contract ? [contract] : [];
  });
  const at = (path: string): string | undefined => (raw.files.has(path) ? path : undefined);
  return {
    layout: "standards",
    contracts,
    glossary: at("/foundation/GLOSSARY.md"),
    map: at("/foundation/CONTRACT-MAP.md"),
  };
}

function error(path: string, reason: string): Problem {
  return { severity: "error", path, reason };
}

function asText(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function layOutContract(
  survey: Survey,
  { acronym, path }: { acronym: string; path: string },
): LaidOutContract | undefined {
  const { raw, problems } = survey;
  const statement = `${path}contract.json`;
  const refuse = (reason: string): undefined => void problems.push(error(statement, reason));
  const file = raw.files.get(statement);
  if (!file) return refuse("is missing; it states acronym, name, category and versions");
  let stated: JsonObject;
  try {
    stated = parseJson(file.text) as JsonObject;
  } catch (fault) {
    return refuse((fault as Error).message);
  }
  if (typeof stated !== "object" || stated === null || Array.isArray(stated)) return refuse("is not a JSON object");
  if (stated["acronym"] !== acronym) return refuse(`acronym must be '${acronym}', as its folder says`);
  if (!Array.isArray(stated["versions"])) return refuse("has no list 'versions' of {version, status}");

  const present = new Set(versionFolders(survey, path));
  const versions: LaidOutVersion[] = [];
  for (const item of stated["versions"]) {
    const { version, status, last_updated } = (item ?? {}) as JsonObject;
    if (typeof version !== "string" || !isVersion(version)) {
      problems.push(badVersion(statement, typeof version === "string" ? version : JSON.stringify(version ?? null)));
      continue;
    }
    if (versions.some((other) => other.version === version)) {
      refuse(`lists version ${version} twice`);
      continue;
    }
    if (!present.delete(version)) {
      problems.push(error(`${path}${version}/`, `is listed in ${statement}, but not there`));
      continue;
    }
    if (!STATUSES.includes(status as Status)) {
      refuse(`the status of ${version} is not one of ${STATUSES.join(", ")}`);
      continue;
    }
    versions.push(
      layOutVersion(survey, {
        path: `${path}${version}/`,
        version,
        status: status as Status,
        lastUpdated: asText(last_updated),
      }),
    );
  }
  for (const version of present)
    problems.push(error(`${path}${version}/`, `is not listed in ${statement}, so it is not published`));
  if (versions.length === 0) {
    problems.push(error(path, `${acronym} has no version that can be served`));
    return undefined;
  }
  const gone = Array.isArray(stated["unsupported"]) ? stated["unsupported"] : [];
  const unsupported = gone.flatMap((item) => {
    const { version, reason } = (item ?? {}) as JsonObject;
    if (typeof version === "string" && isVersion(version) && typeof reason === "string") return [{ version, reason }];
    refuse("each entry of 'unsupported' must be {version, reason}");
    return [];
  });
  return { acronym, path, name: asText(stated["name"]), category: asText(stated["category"]), versions, unsupported };
}

function layOutVersion(
  survey: Survey,
  { path, ...stated }: { path: string; version: string; status: Status; lastUpdated: string | undefined },
): LaidOutVersion {
  const { raw, problems } = survey;
  const { documents, others } = sortDocuments(survey, path, (name) =>
    DOCUMENT_TYPES.find((type) => name.toLowerCase() === `${type.toLowerCase()}.md`),
  );
  const schema = `${path}schema.json`;
  for (const other of others)
    if (other !== schema) problems.push(error(other, "is no part of a version; other files belong in extra/"));
  const inside = (folder: string): string[] =>
    namesIn(raw, `${path}${folder}/`).flatMap((name) => (name.endsWith("/") ? [] : [`${path}${folder}/${name}`]));
  const examples = inside("examples").filter((example) => {
    if (/\.(json|ya?ml)$/i.test(example)) return true;
    problems.push(error(example, "is no example: they end with .json, .yaml or .yml"));
    return false;
  });
  return {
    ...stated,
    path,
    documents,
    schema: raw.files.has(schema) ? schema : undefined,
    examples,
    extra: inside("extra"),
  };
}
