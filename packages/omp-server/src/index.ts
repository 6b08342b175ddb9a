export { answer, type Answer, type AnswerOptions } from "./answer.ts";
export { openCorpus, type CorpusOptions } from "./corpus/open.ts";
export { CorpusError, type Corpus } from "./corpus/model.ts";
