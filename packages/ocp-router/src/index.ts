export type { Classifier, ClassifyInput, ClassifyResult, SignalPart, Tier } from "./classifier/classifier.ts";

export { TaskClassifier } from "./classifier/task-classifier.ts";
export { createClassifier, type ClassifierOptions } from "./classifier/create.ts";
