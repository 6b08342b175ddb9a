/** Behind the four bytes of magic and the four of the version. */
const FIRST_SECTION = 8;
const CODE_SECTION = 10;

/**
 * The bytes of the largest function body of a WebAssembly module; 0 when it has none (WebAssembly Core Specification,
 * 5.5.13 "Code Section").
 */
export function largestFunction(module: Uint8Array): number {
  let at = FIRST_SECTION;

  /** An unsigned number of LEB128. */
  function number(): number {
    let value = 0;
    for (let factor = 1; at < module.length; factor *= 128) {
      const byte = module[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  }

  while (at < module.length) {
    const section = module[at++];
    const size = number();
    if (section !== CODE_SECTION) {
      at += size;
      continue;
    }
    let largest = 0;
    for (let left = number(); left > 0 && at < module.length; left--) {
      const body = number();
      largest = Math.max(largest, body);
      at += body;
    }
    return largest;
  }
  return 0;
}
