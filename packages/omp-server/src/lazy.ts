import { createRequire } from "node:module";
import { once } from "./once.ts";

// What is read here is most of the program and not needed for its first word: it is loaded when it is first used, in the
// midst of what uses it. The build makes a file of each and puts its name in the place of the source's.
const load = createRequire(import.meta.url);

export const yaml = once(() => load("./packages/yaml.ts") as typeof import("./packages/yaml.ts"));
export const commonmark = once(() => load("./packages/commonmark.ts") as typeof import("./packages/commonmark.ts"));
export const ajv = once(() => load("./packages/ajv.ts") as typeof import("./packages/ajv.ts"));
