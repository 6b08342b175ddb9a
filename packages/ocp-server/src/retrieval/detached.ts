/** From this length on, engines make a slice by pointing into the text that it was cut from. */
const SLICED = 13;

/** The same string on its own: one that is remembered must not keep a whole file in memory. */
export function detached(slice: string): string {
  return slice.length < SLICED ? slice : Buffer.from(slice, "utf8").toString("utf8");
}
