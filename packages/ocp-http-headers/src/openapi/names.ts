import { shortHash } from "./hash.ts";

/** What an operation is named by. */
export interface Nameable {
  readonly method: string;
  readonly path: string;
  readonly operationId: string | undefined;
}

/** The names of one tool. */
export interface ToolNames {
  /** The operation's id, or `get_items_id` for `GET /items/{id}`. Unique in the document. */
  readonly name: string;
  /** The same in camelCase, as other implementations of OCP name tools. */
  readonly alias: string;
  /** At most 64 letters, digits, `_` and `-`, as model hosts want it. Unique in the document. */
  readonly modelName: string;
}

/**
 * Names every operation by itself alone, so that order does not matter. Operations that would share a name all get
 * their method and path added, so that none of them silently takes the other's place.
 */
export function assignNames(operations: readonly Nameable[]): ToolNames[] {
  const names = unique(operations.map(wanted), operations);
  const modelNames = unique(names.map(toModelName), operations, 64);
  return names.map((name, index) => {
    const operation = operations[index] as Nameable;
    return { name, alias: toAlias(name, operation), modelName: modelNames[index] as string };
  });
}

function wanted({ operationId, method, path }: Nameable): string {
  return operationId ?? fallbackName(method, path);
}

/** `get_items_id` for `GET /items/{id}`. */
function fallbackName(method: string, path: string): string {
  return [method.toLowerCase(), ...path.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "")].join("_");
}

function unique(names: readonly string[], operations: readonly Nameable[], longest = Infinity): string[] {
  const groups = Map.groupBy(names.keys(), (index) => names[index] as string);
  const taken = new Set([...groups].filter(([, indices]) => indices.length === 1).map(([name]) => name));
  const result = [...names];
  const shared = [...groups.values()]
    .filter((indices) => indices.length > 1)
    .flat()
    .map((index) => ({ index, key: keyOf(operations[index] as Nameable) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { index, key } of shared) {
    const operation = operations[index] as Nameable;
    const name = names[index] as string;
    const place = fallbackName(operation.method, operation.path);
    const candidates = [
      ...(longest === Infinity && name !== place ? [`${name}_${place}`] : []),
      `${name.slice(0, longest - 9)}_${shortHash(key)}`,
    ];
    let free = candidates.find((candidate) => !taken.has(candidate));
    for (let salt = 1; free === undefined; salt++) {
      const candidate = `${name.slice(0, longest - 9)}_${shortHash(`${key} ${salt}`)}`;
      if (!taken.has(candidate)) free = candidate;
    }
    taken.add(free);
    result[index] = free;
  }
  return result;
}

function keyOf({ method, path }: Nameable): string {
  return `${method} ${path}`;
}

function toModelName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_-]+/g, "_").replace(/^(?![A-Za-z_])/, "_");
  return plain.length <= 64 ? plain : `${plain.slice(0, 55)}_${shortHash(name)}`;
}

function toAlias(name: string, { method, path }: Nameable): string {
  const alias = camelCase(name);
  return /^[a-z]/.test(alias) ? alias : camelCase(fallbackName(method, path));
}

/** `issues/list-for-repo` as `issuesListForRepo`, word for word as the existing implementations do it. */
export function camelCase(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  return words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : `${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}`,
    )
    .join("");
}
