import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where real documents are, or undefined. They are large, so they are no part of the repository. */
function dataFolder(): string | undefined {
  const repository = fileURLToPath(new URL("../../../../", import.meta.url));
  const candidates = [
    process.env["OCP_DATA"],
    join(repository, "../shared/data"),
    join(repository, "../../shared/data"),
  ];
  const found = candidates.find((folder) => folder !== undefined && existsSync(join(folder, "openapi")));
  return found === undefined ? undefined : join(found, "openapi");
}

/** The documents of this repository, and the real ones where they are. */
export function allDocuments(): { name: string; path: string; root: string }[] {
  const own = fileURLToPath(new URL("fixtures", import.meta.url));
  const data = dataFolder();
  if (data === undefined) console.log("Real documents are not tried: set OCP_DATA to the folder that holds openapi/.");
  return [own, ...(data === undefined ? [] : [data])].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(?:json|ya?ml)$/.test(path) && isDocument(path))
      .sort()
      .map((path) => ({ name: path, path: join(root, path), root })),
  );
}

/** Parts of a document that is in several files are no documents. */
function isDocument(path: string): boolean {
  return !/petstore-separate|parts[/\\]/.test(path) || basename(path) === "swagger.json";
}
