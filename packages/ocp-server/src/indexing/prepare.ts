import { hash } from "node:crypto";
import type { FileStamp, FileUpdate, NewChunk } from "../storage/store.ts";
import { CHUNKING, chunkText } from "./chunk/chunk-file.ts";
import { prepareChunker } from "./chunk/grammar/load.ts";
import { placesOf } from "./chunk/places.ts";
import { sourceRanges } from "./chunk/ranges.ts";
import { decodeText, unreadableReason } from "./detect.ts";
import { PLAIN_TEXT, languageOf } from "./languages.ts";

export interface FileContent {
  readonly path: string;
  readonly uri: string;
  readonly bytes: Uint8Array;
  readonly stamp: FileStamp;
  /** Known when a client said so; otherwise found by name and content. */
  readonly language?: string | undefined;
  readonly metadata?: Record<string, unknown> | undefined;
}

export function hashOf(bytes: Uint8Array): string {
  return hash("sha256", bytes, "hex");
}

/** Turns a file's bytes into what the index stores of it: no chunks when it is no text, with the reason. */
export async function prepareFile({ path, uri, bytes, stamp, language, metadata = {} }: FileContent): Promise<{
  update: Extract<FileUpdate, { kind: "replace" }>;
  skipped?: string;
}> {
  await prepareChunker();
  const fileHash = hashOf(bytes);
  const decoded = decodeText(bytes);
  const update = (name: string, chunks: NewChunk[]) => ({
    kind: "replace" as const,
    path,
    uri,
    language: name,
    stamp,
    hash: fileHash,
    chunking: CHUNKING,
    chunks,
  });
  if (decoded.kind === "binary") return { update: update("binary", []), skipped: decoded.reason };

  const name = language ?? (languageOf(path, decoded.text) ?? PLAIN_TEXT).name;
  const skipped = unreadableReason(decoded.text, name);
  if (skipped !== undefined) return { update: update(name, []), skipped };

  const pieces = chunkText({ text: decoded.text, path, language: name });
  const places = placesOf(pieces);
  const ranges = sourceRanges(bytes, decoded, pieces);
  const chunks = pieces.flatMap((piece, i): NewChunk[] => {
    const { content, start_byte, end_byte } = ranges[i]!;
    // Nobody looks for blank lines, and a file full of them would make every word of its path look common.
    if (content.trim() === "") return [];
    return [
      {
        place: places[i]!,
        range: { start_line: piece.startLine, end_line: piece.endLine, start_byte, end_byte },
        content,
        content_hash: hashOf(bytes.subarray(start_byte, end_byte)),
        language: name,
        kind: piece.kind,
        symbol: piece.symbol,
        metadata: {
          ...metadata,
          ...(piece.symbols.length > 1 ? { symbols: piece.symbols } : {}),
          ...(piece.signature === null ? {} : { signature: piece.signature }),
        },
      },
    ];
  });
  return { update: update(name, chunks) };
}
