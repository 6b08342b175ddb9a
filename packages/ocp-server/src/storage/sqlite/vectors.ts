/** A unit vector as SQLite keeps it: a float32 scale, then one int8 per dimension (a quarter of the floats' size). */
export function packVector(vector: Float32Array): Buffer {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = largest / 127;
  const packed = Buffer.alloc(4 + vector.length);
  packed.writeFloatLE(scale, 0);
  if (scale === 0) return packed;
  for (let i = 0; i < vector.length; i++) packed.writeInt8(Math.round(vector[i]! / scale), 4 + i);
  return packed;
}

/** The dot product of a packed vector and a query; cosine similarity when both are of unit length. */
export function similarity(packed: Uint8Array, query: Float32Array): number {
  const values = new Int8Array(packed.buffer, packed.byteOffset + 4, packed.byteLength - 4);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * query[i]!;
  return sum * new DataView(packed.buffer, packed.byteOffset, 4).getFloat32(0, true);
}
