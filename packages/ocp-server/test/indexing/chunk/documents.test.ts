import { describe, expect, it } from "vitest";
import { chunksOf, outlineOf, symbolsOf } from "./check.ts";

const paragraph = (lines: number) => "A line of prose that says something about the matter.\n".repeat(lines);

describe("cutting AsciiDoc", () => {
  it("cuts at headings, with the anchors above them, and not at lines of blocks", () => {
    const text = `= Guide\nAn Author\n\n${paragraph(12)}\n[[setup]]\n[discrete]\n== The *Setup*\n\n----\n== not a heading\n----\n\n====\nAn example.\n====\n\n${paragraph(12)}\n=== Linux\n\n${paragraph(14)}`;
    expect(outlineOf(chunksOf("a.adoc", text))).toEqual([
      "1-16 section Guide",
      "17-41 section Guide > The Setup",
      "42-57 section Guide > The Setup > Linux",
    ]);
  });

  it("takes a block that is never closed for one to the end", () => {
    expect(symbolsOf("a.adoc", `= A\n\n----\n== B\n${paragraph(20)}`)).toEqual(["A"]);
  });
});

describe("cutting HTML", () => {
  it("cuts at headings and names sections by their words", () => {
    const text = `<!doctype html>\n<html>\n<body>\n<h1 id="top">Guide &amp; <em>more</em></h1>\n${paragraph(14)}<h2>\n  Over\n  lines\n</h2>\n${paragraph(14)}</body>\n</html>\n`;
    expect(outlineOf(chunksOf("a.html", text))).toEqual([
      "1-3 section",
      "4-18 section Guide & more",
      "19-38 section Guide & more > Over lines",
    ]);
  });

  it("finds no headings in scripts, comments and quoted code", () => {
    const text = `<script>\nconst x = "<h1>no</h1>";\n</script>\n<!--\n<h1>no</h1>\n-->\n<pre>\n<h1>no</h1>\n</pre>\n<h1>Yes</h1>\n`;
    expect(symbolsOf("a.html", text)).toEqual(["Yes"]);
  });

  it("finds none in comments and quoted code on one line either, but what stands beside them", () => {
    const text = `<!-- <h1>no</h1> --><h1>Yes</h1><pre><h2>no</h2></pre>\n<!-- a --> <!-- <h1>no</h1>\n<h1>no</h1>\n-->\n<h2>Also</h2>\n`;
    expect(symbolsOf("a.html", text)).toEqual(["Yes", "Yes > Also"]);
  });

  it("makes blocks of a text without headings", () => {
    expect(outlineOf(chunksOf("a.html", "<p>\nx\n</p>\n"))).toEqual(["1-3 block"]);
  });
});

describe("cutting SQL", () => {
  it("keeps the bodies of functions and procedures whole, whatever quotes them", () => {
    const text = `-- Users.\nCREATE TABLE app.users (\n  id int, -- (\n  name text\n);\n\nCREATE OR REPLACE FUNCTION touch() RETURNS trigger AS $body$\nBEGIN\n  CREATE TABLE inner_one (x int);\n  RETURN NEW;\nEND;\n$body$ LANGUAGE plpgsql;\n\nCREATE PROCEDURE clean()\nBEGIN\n  DELETE FROM users;\nEND;\n\nCREATE UNIQUE INDEX by_name ON app.users (name);\n`;
    expect(symbolsOf("a.sql", text)).toEqual(["app.users", "touch", "clean", "by_name"]);
    const [first] = chunksOf("a.sql", text);
    expect(first!.startLine).toBe(1);
  });

  it("keeps quoted names whole", () => {
    const text = `CREATE TABLE shop."order lines" (\n  id int\n);\n\nCREATE VIEW [dbo].[all orders] AS\nSELECT 1;\n`;
    expect(symbolsOf("a.sql", text)).toEqual(["shop.order lines", "dbo.all orders"]);
  });

  it.each(["", "CREATE TABLE t (\n  id int\n);\n\n"])("cuts between statements, not inside them", (before) => {
    const statement = (at: number) =>
      `-- Number ${at}.\nUPDATE t\nSET id = ${at},\n\n  name = 'x'\nWHERE id < ${at}; -- done\n`;
    const text = before + Array.from({ length: 50 }, (_, at) => statement(at)).join("");
    const lines = text.split("\n");
    const pieces = chunksOf("a.sql", text);
    expect(pieces.length).toBeGreaterThan(4);
    for (const { startLine } of pieces.slice(1))
      expect(lines.slice(startLine - 1, startLine + 1).join(" ")).toMatch(/Number|UPDATE/);
    for (const { startLine } of pieces.slice(1)) expect(lines[startLine - 2]).toMatch(/done$|^-- Number|^$/);
  });
});

describe("cutting components", () => {
  it("finds definitions in the script by its grammar", () => {
    const text = `<script setup lang="ts">\nimport { ref } from "vue";\n\nconst count = ref<number>(0);\nconst quoted = "</p> {";\n\n/** Adds. */\nfunction add(\n  by: number,\n): void {\n  count.value += by;\n}\n\nconst later = async <T>(value: T): Promise<T> => {\n  return value;\n};\n</script>\n\n<template>\n  <p @click="add(1)">Don't {{ count }}</p>\n</template>\n`;
    expect(symbolsOf("a.vue", text)).toEqual(["count", "quoted", "add", "later"]);
    expect(symbolsOf("a.svelte", text)).toEqual(["count", "quoted", "add", "later"]);
  });
});
