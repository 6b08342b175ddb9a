import type { Node } from "commonmark";
import GithubSlugger from "github-slugger";
import { commonmark } from "../lazy.ts";
import type { Section } from "./model.ts";

export interface CodeBlock {
  /** The first word after the fence, in lower case. */
  readonly language: string;
  readonly content: string;
  /** The section in which it stands. */
  readonly section: Section;
}

/** A text cut into lines as CommonMark cuts them. */
interface Lines {
  /** Where each line starts, and behind them the text's end. */
  readonly starts: readonly number[];
  slice(first: number, last: number): string;
}

function cutLines(text: string): Lines {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);
  if (starts.at(-1) !== text.length) starts.push(text.length);
  if (starts.length === 1) starts.push(text.length);
  return { starts, slice: (first, last) => text.slice(starts[first - 1], starts[last]) };
}

/** The blocks of a text, read by the rules of CommonMark. */
export function parseMarkdown(text: string): Node {
  // A byte order mark would hide a heading; a space in its place keeps every position.
  const { Parser } = commonmark();
  return new Parser().parse(text.replace(/^\uFEFF/, " "));
}

/** The blocks that stand directly in the document. */
export function topBlocks(root: Node): Node[] {
  const blocks: Node[] = [];
  for (let node = root.firstChild; node; node = node.next) blocks.push(node);
  return blocks;
}

/** A block's text without marks. */
export function plainText(block: Node): string {
  let plain = "";
  const walker = block.walker();
  for (let step = walker.next(); step; step = walker.next()) {
    if (!step.entering) continue;
    const { type, literal } = step.node;
    if (type === "text" || type === "code") plain += literal ?? "";
    if (type === "softbreak" || type === "linebreak") plain += " ";
  }
  return plain;
}

/** 1-based first and last line of a block. */
export function linesOf(block: Node): [number, number] {
  const [[first], [last]] = block.sourcepos;
  return [first, last];
}

/** The sections of a document in reading order, and its code blocks. */
export function readMarkdown(text: string): { sections: Section[]; blocks: CodeBlock[] } {
  const { starts, slice } = cutLines(text);
  const lastLine = starts.length - 1;
  const root = parseMarkdown(text);
  const slugger = new GithubSlugger();
  const headings: { title: string; level: number; line: number; anchor: string }[] = [];
  const walker = root.walker();
  const fences: Node[] = [];
  for (let step = walker.next(); step; step = walker.next()) {
    const { node } = step;
    if (step.entering && node.type === "code_block") fences.push(node);
    if (!step.entering || node.type !== "heading") continue;
    const title = plainText(node);
    // A heading inside a quote or a list has an anchor, but cuts no section.
    const anchor = slugger.slug(title);
    if (node.parent === root) headings.push({ title, level: node.level, line: linesOf(node)[0], anchor });
  }

  const sections: Section[] = [];
  const firstHeading = headings[0]?.line ?? lastLine + 1;
  const preamble = slice(1, firstHeading - 1);
  if (preamble.replace(/^\uFEFF/, "").trim() !== "") {
    const span = { startLine: 1, endLine: firstHeading - 1, text: preamble, fullText: preamble };
    sections.push({ anchor: "", title: "", level: 0, trail: [], ...span });
  }
  const open: { title: string; level: number }[] = [];
  for (const [index, { title, level, line, anchor }] of headings.entries()) {
    while (open.length > 0 && open.at(-1)!.level >= level) open.pop();
    const trail = open.map((outer) => outer.title);
    open.push({ title, level });
    const endLine = (headings[index + 1]?.line ?? lastLine + 1) - 1;
    const next = headings.slice(index + 1).find((later) => later.level <= level);
    const fullText = slice(line, (next?.line ?? lastLine + 1) - 1);
    sections.push({ anchor, title, level, startLine: line, endLine, text: slice(line, endLine), fullText, trail });
  }

  const blocks = fences.flatMap((node): CodeBlock[] => {
    const [line] = linesOf(node);
    const section = sections.findLast(({ startLine }) => startLine <= line);
    const language = (node.info ?? "").trim().split(/\s+/)[0]!.toLowerCase();
    return section && language !== "" ? [{ language, content: node.literal ?? "", section }] : [];
  });
  return { sections, blocks };
}
