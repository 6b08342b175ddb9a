/** Compression without waiting, where the runtime has it. */
export interface SyncGzip {
  gzip(bytes: Uint8Array): Uint8Array;
  /** Throws where the bytes are no gzip, or would be more than `longest` bytes. */
  gunzip(bytes: Uint8Array, longest: number): Uint8Array;
}

interface Zlib {
  gzipSync(bytes: Uint8Array): Uint8Array;
  gunzipSync(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array;
}

/** Node.js, Deno and Bun hand out zlib without an import, which browsers and bundlers could not follow. */
export function syncGzip(): SyncGzip | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } };
  const zlib = process?.getBuiltinModule?.("node:zlib") as Zlib | undefined;
  if (zlib === undefined) return undefined;
  return {
    gzip: (bytes) => zlib.gzipSync(bytes),
    gunzip: (bytes, longest) => zlib.gunzipSync(bytes, { maxOutputLength: longest }),
  };
}

/** Compresses by web standards. */
export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return collect(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")), Number.POSITIVE_INFINITY);
}

/** Inflates by web standards, and never more than a piece beyond `longest` bytes. Rejects as `SyncGzip.gunzip` throws. */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>, longest: number): Promise<Uint8Array> {
  return collect(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")), longest);
}

async function collect(stream: ReadableStream<Uint8Array>, longest: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop by an error cancels the stream.
  for await (const piece of pull(stream)) {
    length += piece.length;
    if (length > longest) throw new RangeError(`more than ${longest} bytes`);
    pieces.push(piece);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Streams are not async iterable in every browser. */
async function* pull(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
