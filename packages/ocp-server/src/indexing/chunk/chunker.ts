/** A decoded text and what is known of it. */
export interface SourceText {
  readonly text: string;
  /** Relative to the root; only its name and ending are looked at. */
  readonly path: string;
  readonly language: string;
}

/** A piece of a file. Together the pieces of a file cover every line of it exactly once, in order. */
export interface Piece {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Such as function, method, class, interface, section, block. */
  readonly kind: string;
  /** Qualified name of what it defines or continues, such as `Router.add` or `Setup > Linux`; null when neither. */
  readonly symbol: string | null;
  /**
   * Every qualified name that is defined in it, in order: several where small neighbours share a piece. Empty in a
   * piece that only continues the definition that `symbol` names.
   */
  readonly symbols: readonly string[];
  /**
   * The head of the definition that `symbol` names, on one line of at most 200 characters, such as
   * `add(path: string): void`; null where there is none, as for sections and keys.
   */
  readonly signature: string | null;
}

/** Cuts a text into pieces, in order, without gaps or overlaps; an empty text has none. Never throws on any text. */
export type Chunker = (source: SourceText) => Piece[];
