const VERSION_PATTERN = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** Whether a text is `MAJOR.MINOR.PATCH` without leading zeros or a pre-release (OMP 4.2). */
export function isVersion(text: string): boolean {
  return text.length <= 100 && VERSION_PATTERN.test(text);
}

/** Compares two versions part by part, as integers of any size: 0.10.0 comes after 0.9.0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (let part = 0; part < 3; part++) {
    const difference = BigInt(left[part]!) - BigInt(right[part]!);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}
