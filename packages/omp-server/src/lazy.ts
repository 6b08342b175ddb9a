import { createRequire } from "node:module";
import { once } from "./once.ts";
import type * as Ajv from "./packages/ajv.ts";
import type * as Commonmark from "./packages/commonmark.ts";
import type * as Yaml from "./packages/yaml.ts";

// What is read here is most of the program and not needed for its first word: it is loaded when it is first used, in the
// midst of what uses it. The build makes a file of each and puts its name in the place of the source's.
const load = createRequire(import.meta.url);

export const yaml = once(() => load("./packages/yaml.ts") as typeof Yaml);
export const commonmark = once(() => load("./packages/commonmark.ts") as typeof Commonmark);
export const ajv = once(() => load("./packages/ajv.ts") as typeof Ajv);
