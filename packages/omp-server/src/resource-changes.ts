import type { Corpus } from "./corpus/model.ts";
import { listResources, readResource } from "./resources.ts";

/** What a client of one corpus's resources finds different in the next. */
export interface ResourceChanges {
  /** Whether the list of resources is another. */
  readonly list: boolean;
  /** The resources whose content is another, came or went, by their addresses. */
  readonly updated: ReadonlySet<string>;
}

export function resourceChanges(before: Corpus, after: Corpus): ResourceChanges {
  const [older, newer] = [listResources(before), listResources(after)];
  const addresses = new Set([...older, ...newer].map(({ uri }) => uri));
  const updated = [...addresses].filter((uri) => readResource(before, uri)?.text !== readResource(after, uri)?.text);
  return { list: JSON.stringify(older) !== JSON.stringify(newer), updated: new Set(updated) };
}
