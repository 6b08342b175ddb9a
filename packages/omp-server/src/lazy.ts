import type Formats from "ajv-formats";
import type * as Ajv from "ajv/dist/2020.js";
import type * as Commonmark from "commonmark";
import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import { once } from "./once.ts";

// What is read here is most of the program and not needed for its first word: it is loaded when it is first used. The
// build puts the packages in the place of the calls, for which it takes this line away.
const require = createRequire(import.meta.url);

export const yaml = once(() => require("yaml") as typeof Yaml);
export const commonmark = once(() => require("commonmark") as typeof Commonmark);
export const ajv = once(() => ({
  ...(require("ajv/dist/2020.js") as typeof Ajv),
  addFormats: (require("ajv-formats") as typeof Formats).default,
}));
