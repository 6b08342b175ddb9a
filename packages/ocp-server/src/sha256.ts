import { hash } from "node:crypto";

/** SHA-256 as ocp-core takes it. */
export function sha256(data: Uint8Array): Uint8Array {
  return hash("sha256", data, "buffer");
}
