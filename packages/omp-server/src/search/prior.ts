import type { Document, Section } from "../corpus/model.ts";

/** What says how words such as MUST are meant, rather than what must be. */
const DEFINES_MUST = /\b(?:key ?)?words?\b[^]*\b(?:interpreted|understood|apply)\b/i;

/** How likely a section is what someone looks for, whatever the query: the text that says what the words mean is not. */
export function priorOf(document: Document, section: Section): number {
  const body = bodyOf(section);
  if (DEFINES_MUST.test(body) && /MUST|RFC 2119|BCP 14/.test(body) && body.length < 700) return 0.2;
  const lines = body.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  const links = lines.filter((line) => /^\s*(?:[-*]|\d+\.)\s*\[[^\]]*\]\([^)]*\)/.test(line)).length;
  if (lines.length > 2 && links > lines.length * 0.6) return 0.2;
  if (
    /^(?:\d+\.?\s*)?(?:changelog|references|related documents|(?:non-)?normative references|informative references)$/i.test(
      section.title,
    )
  )
    return 0.45;
  const facts = lines.filter((line) => /^\s*[-*]?\s*\**[A-Z][\w ]*\**:\**\s/.test(line)).length;
  if (section.level === 1 && lines.length > 0 && facts >= lines.length * 0.5) return 0.45;
  if (body.trim().replace(/^-+$/, "") === "") return 0.6;
  // What has no place in the text itself: reasons, history, test vectors.
  if (/^appendix\b/i.test(section.title)) return 0.9;
  return document.type === "SPECIFICATION" ? 1 : 0.88;
}

export function isExample(document: Document, section: Section): boolean {
  return (
    document.type === "EXAMPLES" || [...section.trail.slice(1), section.title].some((title) => /example/i.test(title))
  );
}

/** A section's own text without its heading, which is a field of its own. */
export function bodyOf({ text, level }: Section): string {
  return level === 0 ? text : text.replace(/^[^\n\r]*(?:\r\n|\n|\r)(?:(?:=+|-+)[ \t]*(?:\r\n|\n|\r))?/, "");
}
