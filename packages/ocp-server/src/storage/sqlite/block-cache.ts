/** Blocks of the text index that were read last, as many as fit. A block never changes once it is written. */
export interface BlockCache {
  /** The block of a segment that begins with a term; `read` is called for one that is not there. */
  get(segment: number, firstTerm: string, read: () => Buffer | undefined): Buffer | undefined;
}

/** Keeps at most so many bytes; what was asked for longest ago goes first. */
export function createBlockCache(mostBytes: number): BlockCache {
  const blocks = new Map<string, Buffer>();
  let bytes = 0;

  function keep(key: string, block: Buffer): void {
    blocks.set(key, block);
    bytes += block.length;
    for (const [oldest, { length }] of blocks) {
      if (bytes <= mostBytes) return;
      blocks.delete(oldest);
      bytes -= length;
    }
  }

  return {
    get(segment, firstTerm, read) {
      const key = `${segment} ${firstTerm}`;
      const known = blocks.get(key);
      if (known) {
        blocks.delete(key);
        blocks.set(key, known);
        return known;
      }
      const block = read();
      if (block) keep(key, block);
      return block;
    },
  };
}
