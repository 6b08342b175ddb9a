/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/**
 * The bytes of base64 in either alphabet, padded or not. White space, and whatever else is in neither alphabet, is
 * passed over as other implementations do, unless `strict`. Nothing where it cannot be base64.
 */
export function fromBase64(text: string, strict = false): Uint8Array<ArrayBuffer> | undefined {
  const compact = text.replaceAll(/\s+/g, "").replace(/={0,2}$/, "");
  if (strict && !/^[A-Za-z0-9+/_-]*$/.test(compact)) return undefined;
  const standard = compact
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replaceAll(/[^A-Za-z0-9+/]/g, "");
  try {
    return Uint8Array.from(atob(standard), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
