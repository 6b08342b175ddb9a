/** Percent-encodes all but the unreserved characters of RFC 3986, as RFC 6570 expands `{value}`. */
export function encodeStrict(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Keeps reserved characters and what is percent-encoded already, as RFC 6570 expands `{+value}` – but for those that
 * end a query or part its fields: `#`, `[`, `]`, `&` and `+`.
 */
export function encodeReserved(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~:/?@!$'()*,;=]/gu, (piece) =>
      piece.length === 3 && piece.startsWith("%") ? piece : encodeStrict(piece),
    );
}
