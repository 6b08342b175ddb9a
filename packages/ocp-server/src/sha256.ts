import { createHash } from "node:crypto";

/** SHA-256 as ocp-core takes it. */
export function sha256(data: Uint8Array): Uint8Array {
  return createHash("sha256").update(data).digest();
}
