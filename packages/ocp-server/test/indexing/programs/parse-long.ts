import { chunkText } from "../../../src/indexing/chunk/chunk-file.ts";
import { sparePeaks } from "../../../src/indexing/chunk/grammar/compile.ts";
import { prepareChunker } from "../../../src/indexing/chunk/grammar/load.ts";

/** Cuts enough of a script for the engine to optimise what runs hot, with or without the enormous functions. */
if (process.argv[2] === "spare") sparePeaks();
await prepareChunker();
const text = Array.from({ length: 40 }, (_, at) => `run_${at}() {\n  echo "$1" | sed 's/a/b/' > out_${at}\n}\n`).join(
  "\n",
);
for (let round = 0; round < 60; round++) chunkText({ text: `${text}# ${round}\n`, path: "a.sh", language: "shell" });
