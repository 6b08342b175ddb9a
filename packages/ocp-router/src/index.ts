export type { Classifier, ClassifyInput, ClassifyResult, SignalPart, Tier } from "./classifier/classifier.ts";
