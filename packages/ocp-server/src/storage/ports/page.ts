/** Options of whatever waits. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/** A page of rows in a stable order. */
export interface Page<T> {
  readonly items: T[];
  /** Opaque; undefined on the last page. */
  readonly next?: string | undefined;
}

export interface PageOptions {
  readonly cursor?: string | undefined;
  readonly limit: number;
}
