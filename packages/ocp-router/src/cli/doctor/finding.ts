/** What one check found. */
export interface Finding {
  readonly level: "ok" | "warn" | "fail";
  /** What was looked at, in a word. */
  readonly subject: string;
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
}
