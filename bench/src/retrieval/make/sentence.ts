const MIN_WORDS = 6;
const MAX_WORDS = 35;

/** Where prose ends and a list of parameters, a tag, a code sample or an underlined heading begins. */
const END =
  /^\s*(?:$|@|:\w+[^:]*:|\w[\w ]*::(?:\s|$)|\.\. |```|~~~|>>>|[-=*#]{2,}|#|[-*+] |<(?:param|returns|remarks|typeparam|exception|example|pre)\b)/;

/**
 * The first sentence of a definition's documentation without markup, or undefined when it is not one to search with: too
 * short or too long, a licence, an order to the compiler, or one that says the definition's own name.
 */
export function firstSentence(documentation: readonly string[], name: string): string | undefined {
  const text = documentation.map((line) => line.replace(/<\/?(?:summary|para|p|inheritdoc)\b[^>]*>/g, "").trim());
  const first = text.findIndex((line) => line !== "");
  if (first < 0 || END.test(text[first]!)) return undefined;
  const rest = text.slice(first);
  const end = rest.findIndex((line) => END.test(line));
  const prose = plain((end < 0 ? rest : rest.slice(0, end)).join(" "));
  const [sentence = ""] = prose.split(/(?<=[^\s.]{2}[.!?])\s+(?=[A-Z`"'(])|:\s*$/, 1);
  const query = withoutSubject(sentence, name).replace(/[.:;,\s]+$/, "");
  const words = query.split(/\s+/).length;
  if (words < MIN_WORDS || words > MAX_WORDS) return undefined;
  if (/copyright|licen[cs]e|todo|fixme|eslint|deprecated|@internal|auto-?generated/i.test(query)) return undefined;
  if (!/\p{L}{2}/u.test(query) || /[{};]\s*$/.test(query)) return undefined;
  return saysName(query, name) ? undefined : query;
}

/** A name of several words is a clue that no one has who searches for it; a name of one word may be any word. */
function saysName(query: string, name: string): boolean {
  if (!/[a-z\d][A-Z]|\w_\w|[A-Z]{2}[a-z]/.test(name)) return false;
  return query.toLowerCase().includes(name.toLowerCase());
}

/** Documentation of Go and some other begins with the name that it documents. */
function withoutSubject(sentence: string, name: string): string {
  if (!sentence.startsWith(name) || /^\w/.test(sentence.slice(name.length))) return sentence;
  return sentence.slice(name.length).replace(/^(?:\(\))?\s*(?:[-–—:]|is (?=used|called)|will (?=\w))?\s*/, "");
}

/** Links as their texts, and marks of emphasis and code gone. */
function plain(text: string): string {
  return text
    .replace(/\{@(?:link|linkplain|code|literal)\s+([^}]*)\}/g, "$1")
    .replace(
      /<(?:see|seealso|paramref|typeparamref)\s+(?:cref|name|langword)="(?:\w:)?([^"]*)"\s*\/?>/g,
      (_, to: string) =>
        to
          .split(".")
          .at(-1)!
          .replace(/[{(].*$/, ""),
    )
    .replace(/:\w+(?::\w+)?:`~?([^`<]*?)(?:\s*<[^`]*>)?`/g, "$1")
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?/g, "$1")
    .replace(/<\/?[a-z][^>]*>/gi, "")
    .replace(/`+|\*\*|(?<!\w)[_*]+(?=\w)|(?<=\w)\*+(?!\w)/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
