import type { WireError } from "ocp-core";
import type { ModelRules } from "./models.ts";

/** What a model's thread is started with. */
export interface ModelSettings {
  readonly model: string;
  /** The folder that holds the model's; undefined = download it. */
  readonly folder: string | undefined;
  /** Which of a model's weights: quantised to eight bits, or as trained. */
  readonly weights: "q8" | "fp32";
  readonly pooling: ModelRules["pooling"];
  /** How many tokens of a text it is given. */
  readonly tokens: number;
}

export type ToModel =
  | { readonly type: "embed"; readonly id: number; readonly texts: readonly string[] }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "close" };

/** Vectors come one after the other in one array, in the order of the texts, as the model made them. */
export type FromModel =
  | { readonly type: "done"; readonly id: number; readonly values: Float32Array; readonly dimensions: number }
  | {
      readonly type: "failed";
      readonly id: number;
      readonly error: WireError;
      /** There is no model to go on with: only another thread can try again, since libraries remember what failed. */
      readonly fatal: boolean;
    };
