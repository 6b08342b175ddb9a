import { describe, expect, it } from "vitest";
import { chunksOf, filler, outlineOf, symbolsOf } from "./check.ts";

describe("cutting code", () => {
  it("starts at definitions, with the comment and the decorators that belong to them", () => {
    const text = `import os
import sys


# Adds a route.
# Twice is no error.
@deprecated(
    since="2",
)
@traced
def add(path):
${filler(12, "    ")}

class Router:
    """Routes."""

    def match(self, path):
${filler(12, "        ")}
    async def close(self):
${filler(12, "        ")}

if __name__ == "__main__":
${filler(4, "    ")}`;
    expect(outlineOf(chunksOf("router.py", text))).toEqual([
      "1-25 function add",
      "26-28 class Router",
      "29-42 method Router.match",
      "43-57 method Router.close",
      "58-62 block",
    ]);
  });

  it("keeps a small class in one piece that defines all its members", () => {
    const text =
      "class Point {\n  constructor(x, y) {\n    this.x = x;\n  }\n\n  norm() {\n    return this.x;\n  }\n}\n";
    expect(chunksOf("point.js", text)).toEqual([
      {
        startLine: 1,
        endLine: 9,
        kind: "class",
        symbol: "Point",
        symbols: ["Point", "Point.constructor", "Point.norm"],
        signature: "class Point",
      },
    ]);
  });

  it("merges small neighbours until there is something to read, and names all of them", () => {
    const text = Array.from({ length: 8 }, (_, i) => `export function f${i}() {\n  return ${i};\n}\n\n`).join("");
    const pieces = chunksOf("small.ts", text);
    expect(pieces.map(({ symbols }) => symbols)).toEqual([
      ["f0", "f1", "f2"],
      ["f3", "f4", "f5"],
      ["f6", "f7"],
    ]);
    expect(pieces.map(({ symbol }) => symbol)).toEqual(["f0", "f3", "f6"]);
  });

  it("cuts a long function at blank lines, or where functions inside it begin", () => {
    const long = `function long() {\n${`${filler(9)}\n`.repeat(15)}}\n`;
    const cut = chunksOf("long.js", long);
    expect(cut.length).toBeGreaterThan(2);
    expect(cut.every(({ symbol, startLine, endLine }) => symbol === "long" && endLine - startLine < 60)).toBe(true);
    expect(cut.map(({ symbols }) => symbols.length)).toEqual([1, ...cut.slice(1).map(() => 0)]);
    const nested = `function createStore() {\n  const state = 1;\n  let other = 2;\n  init();\n\n  function get() {\n${filler(40, "    ")}  }\n\n  function set() {\n${filler(40, "    ")}  }\n\n  return { get, set };\n}\n`;
    expect(outlineOf(chunksOf("store.js", nested))).toEqual([
      "1-5 function createStore",
      "6-48 function createStore.get",
      "49-93 function createStore.set",
    ]);
  });

  it("does not take words in comments and texts for definitions", () => {
    const python = `def real():\n    """\n    class Fake:\n        def fake(self):\n    """\n${filler(14, "    ")}\n# def commented():\nx = '''\ndef in_text():\n    pass\n'''\n`;
    expect(symbolsOf("a.py", python)).toEqual(["real"]);
    const script =
      "export const page = `\nfunction fake() {\n  ${list.map((x) => `class Inner {`)}\n}\n`;\n/*\nfunction commented() {}\n*/\nfunction real() {\n  return /[`'\"]{/.test(x) ? '{' : \"}\";\n}\nfunction next() {}\n";
    expect(symbolsOf("a.js", script)).toEqual(["page", "real", "next"]);
  });

  it("finds its way back after brackets that do not match", () => {
    const text = `function broken() {\n  if (x {\n${filler(12)}}\n\nfunction fine() {\n${filler(12)}}\n\nclass Also {\n  method() {\n${filler(12, "    ")}  }\n}\n`;
    expect(symbolsOf("broken.js", text)).toEqual(["broken", "fine", "Also", "Also.method"]);
  });

  it("does not take the rest of a file for text when a quote is misread", () => {
    const text = `function first(a, b) {\n  return (a) / b \`;\n${filler(12)}}\n\nfunction second() {\n${filler(12)}}\n`;
    expect(symbolsOf("a.js", text)).toEqual(["first", "second"]);
    expect(
      symbolsOf("a.py", `def first():\n${filler(12, "    ")}\nx = """never closed\n\ndef second():\n    pass\n`),
    ).toEqual(["first", "second"]);
  });

  it("takes signatures of one name and the body that follows for one definition", () => {
    const text = `export function f(a: string): string;\nexport function f(a: number): number;\nexport function f(a: unknown) {\n${filler(12)}}\n`;
    expect(chunksOf("f.ts", text)).toEqual([
      {
        startLine: 1,
        endLine: 16,
        kind: "function",
        symbol: "f",
        symbols: ["f"],
        signature: "export function f(a: unknown)",
      },
    ]);
  });

  it("falls back to blocks where there is nothing to go by", () => {
    expect(outlineOf(chunksOf("a.py", "print(1)\nprint(2)\n"))).toEqual(["1-2 block"]);
    expect(outlineOf(chunksOf("x.asm", "mov ax, 1\n"))).toEqual(["1-1 block"]);
  });
});

/** One text per language, and every name that it defines, in order. */
const LANGUAGES: readonly [path: string, text: string, symbols: string[]][] = [
  [
    "a.py",
    "class A(B):\n    def f(self): pass\n    @property\n    def g(self): pass\nasync def h(): pass\nMAX_SIZE = 3\nPair = namedtuple('Pair', 'a b')\n",
    ["A", "A.f", "A.g", "h", "MAX_SIZE", "Pair"],
  ],
  [
    "a.ts",
    `export interface Options { a: string }
export type Result<T> = T | undefined;
export const enum Mode { A }
export abstract class Base<T> extends Other {
  private readonly x = 1;
  static async create(): Promise<void> {
    await x();
  }
  get size(): number { return 1; }
  #secret<T>(a: T): void {}
  handler = async (event: Event): Promise<void> => {
    if (event) {}
  };
}
export const LIMIT = 3;
export const add = (a: number, b: number): number => a + b;
const later = async function () {};
export default function () {}
export const wide = (
  a: string,
) => {
  return a;
};
namespace Inner {
  export function deep() {}
}
`,
    [
      "Options",
      "Result",
      "Mode",
      "Base",
      "Base.create",
      "Base.size",
      "Base.#secret",
      "Base.handler",
      "LIMIT",
      "add",
      "later",
      "default",
      "wide",
      "Inner",
      "Inner.deep",
    ],
  ],
  [
    "a.js",
    "exports.run = function (a) {\n  if (a) {}\n};\nRouter.prototype.add = function add() {\n};\napp.use = (x) => x;\nconst api = {\n  get(key) {\n    return key;\n  },\n  set: (k) => k,\n};\nmodule.exports = { run };\n",
    ["run", "Router.add", "app.use", "api"],
  ],
  [
    "a.jsx",
    "export function App({ items }) {\n  return <p onClick={() => {}}>Don't {items.map((i) => <b key={i}>{i}</b>)}</p>;\n}\nexport const Row = memo(() => null);\n",
    ["App", "Row"],
  ],
  [
    "a.go",
    'package a\n\nconst (\n\tFirst = iota\n\tSecond\n)\n\nvar ErrGone = errors.New("gone")\n\ntype Router struct {\n\troutes []string\n}\n\ntype Matcher interface {\n\tMatch() bool\n}\n\ntype Handler func(int)\n\nfunc (r *Router) Add(p string) error {\n\treturn nil\n}\n\nfunc (List[T]) Len() int { return 0 }\n\nfunc New[T any](x T) *Router {\n\treturn nil\n}\n',
    ["First", "Second", "ErrGone", "Router", "Matcher", "Handler", "Router.Add", "List.Len", "New"],
  ],
  [
    "a.rs",
    "pub struct Glob<'a> {\n    x: &'a str,\n}\n\nimpl<'a> Glob<'a> {\n    pub(crate) fn new(x: char) -> Self {\n        if x == '{' || x == '\\'' { todo!() }\n    }\n}\n\nimpl<T: Fn() -> u8> fmt::Display for Wrap<T>\nwhere\n    T: Clone,\n{\n    fn fmt(&self) {}\n}\n\npub enum Kind { A }\npub trait Match {\n    fn find(&self);\n}\nmacro_rules! ok { () => {} }\npub const MAX: usize = 1;\nasync unsafe fn go() {}\nmod tests {\n    #[test]\n    fn works() {}\n}\n",
    ["Glob", "Glob.new", "Wrap.fmt", "Kind", "Match", "Match.find", "ok", "MAX", "go", "tests", "tests.works"],
  ],
  [
    "A.java",
    'package a;\n\n@Deprecated\npublic final class Cache<K> extends Base {\n  private final Map<K, V> map = new HashMap<>();\n\n  public Cache(int size) {\n    this.map = make(size);\n  }\n\n  @SuppressWarnings("unchecked")\n  protected <T> List<T> find(K key, int n) throws IOException {\n    return other(key);\n  }\n\n  interface Loader { void load(); }\n}\n\nenum Level { LOW(1), HIGH(2); }\nrecord Point(int x, int y) {}\n',
    ["Cache", "Cache.Cache", "Cache.find", "Cache.Loader", "Cache.Loader.load", "Level", "Point"],
  ],
  [
    "a.kt",
    "data class User(val name: String)\ninterface Repo {\n  suspend fun load(id: Int): User\n}\nobject Config {\n  const val X = 1\n}\nfun String.shout(): String = uppercase()\nprivate inline fun <T> run(block: () -> T) = block()\ntypealias Id = Int\nval limit = 3\n",
    ["User", "Repo", "Repo.load", "Config", "shout", "run", "Id", "limit"],
  ],
  [
    "a.c",
    "#include <stdio.h>\n#define MAX(a, b) ((a) > (b) ? (a) : (b))\n\ntypedef struct node {\n  int x;\n} node_t;\n\ntypedef struct {\n  int y;\n} anonymous_t;\n\ntypedef int (*callback)(int);\nenum color { RED };\nstatic void helper(int);\n\nstatic int\nadd_node(struct node *n,\n         int x)\n{\n  if (x) { return helper(x); }\n  return 0;\n}\n\nint main(void) {\n  return 0;\n}\n",
    ["MAX", "node", "anonymous_t", "callback", "color", "add_node", "main"],
  ],
  [
    "a.h",
    "#ifndef A_H\n#define A_H\nstruct point { int x; };\n/* Opens it. */\nint open_file(const char *path);\n#endif\n",
    ["A_H", "point", "open_file"],
  ],
  [
    "a.cpp",
    "namespace app {\n\ntemplate <typename T>\nclass Router final : public Base {\n public:\n  Router();\n  ~Router() override;\n  void add(const std::string& path);\n  bool operator==(const Router& other) const { return true; }\n private:\n  int x_ = 0;\n};\n\nRouter::Router() : Base(1) {\n}\n\nvoid Router::add(const std::string& path) {\n  if (path.empty()) { return; }\n}\n\nenum class Mode { A };\nusing Id = int;\n\nstatic inline std::vector<int> make(int n) {\n  return std::vector<int>(n);\n}\n\n}  // namespace app\n",
    [
      "Router",
      "Router.Router",
      "Router.~Router",
      "Router.add",
      "Router.operator==",
      "Router.Router",
      "Router.add",
      "Mode",
      "Id",
      "make",
    ],
  ],
  [
    "A.cs",
    "namespace App;\n\n[Serializable]\npublic sealed class Store<T> : IStore\n    where T : class\n{\n    public int Count { get; private set; }\n    public Store(int n)\n    {\n        this.n = n;\n    }\n    public async Task<T> LoadAsync(string key) => await other(key);\n}\n\npublic interface IStore\n{\n    void Close();\n}\npublic record Point(int X);\npublic enum Level { Low }\n",
    ["Store", "Store.Count", "Store.Store", "Store.LoadAsync", "IStore", "IStore.Close", "Point", "Level"],
  ],
  [
    "a.rb",
    "module App\n  class Router < Base\n    MAX = 3\n\n    def add(path)\n      x = 1 if path\n    rescue Error\n      nil\n    end\n\n    def self.build = new\n\n    private def valid?\n    end\n  end\nend\n",
    ["App", "App.Router", "App.Router.MAX", "App.Router.add", "App.Router.build", "App.Router.valid?"],
  ],
  [
    "a.php",
    "<?php\nabstract class Model implements Saves\n{\n    public const X = 1;\n    public static function find(int $id): ?self\n    {\n        return null;\n    }\n}\ntrait Logs {}\nfunction helper(&$x) {}\n",
    ["Model", "Model.find", "Logs", "helper"],
  ],
  [
    "a.swift",
    "public struct Point {\n  init(x: Int) {}\n  mutating func move() {}\n}\nextension Point: Hashable {\n  func hash() {}\n}\n@MainActor final class View {\n  override func draw() {}\n}\nprotocol Shape {}\nenum Kind { case a }\n",
    ["Point", "Point.init", "Point.move", "Point.hash", "View", "View.draw", "Shape", "Kind"],
  ],
  [
    "a.scala",
    'package a\n\nsealed trait Shape\ncase class Circle(r: Double) extends Shape {\n  def area: Double = r\n  override def toString = "c"\n}\nobject Circle {\n  def apply(x: Int): Circle = ???\n}\n',
    ["Shape", "Circle", "Circle.area", "Circle.toString", "Circle", "Circle.apply"],
  ],
  [
    "a.sh",
    "#!/bin/bash\n# Says hello; don't be shy.\nhello() {\n  echo \"it's $1\"\n}\nfunction bye {\n  echo ${x#y}\n}\nhello\n",
    ["hello", "bye"],
  ],
  [
    "a.sql",
    'CREATE TABLE IF NOT EXISTS app.users (\n  id int\n);\nCREATE UNIQUE INDEX by_name ON users (name);\ncreate or replace function "add_user"(n text) returns int as $$\nbegin\n  create table inner_table (x int);\nend\n$$ language plpgsql;\nCREATE VIEW active AS SELECT 1;\n',
    ["app.users", "by_name", "add_user", "active"],
  ],
  [
    "a.lua",
    "local M = {}\nfunction M.add(a)\n  return a\nend\nlocal function helper() end\nM.run = function() end\n",
    ["M.add", "helper", "M.run"],
  ],
  [
    "a.ex",
    'defmodule App.Router do\n  @doc "Adds."\n  def add(path) do\n    path\n  end\n  defp check?(x), do: x\nend\n',
    ["App.Router", "App.Router.add", "App.Router.check?"],
  ],
  [
    "a.hs",
    "module A where\n\ndata Tree a = Leaf | Node a\n\nsize :: Tree a -> Int\nsize Leaf = 0\nsize _ = 1\n\nclass Shape a where\n  area :: a -> Double\n",
    ["Tree", "size", "Shape"],
  ],
  [
    "a.clj",
    '(ns a.core)\n(def limit 3)\n(defn add\n  "Adds."\n  [x]\n  x)\n(defprotocol P (m [x]))\n',
    ["limit", "add", "P"],
  ],
  [
    "a.dart",
    "class Point {\n  Point(this.x);\n  double norm() => 1;\n}\nvoid main() {\n  run();\n}\n",
    ["Point", "Point.Point", "Point.norm", "main"],
  ],
  [
    "a.zig",
    "pub const Point = struct {\n    pub fn norm(self: Point) f32 {\n        return 1;\n    }\n};\nfn main() void {}\n",
    ["Point", "Point.norm", "main"],
  ],
  ["a.r", "add <- function(a, b) {\n  a + b\n}\n", ["add"]],
  ["a.jl", "module A\nstruct Point\n  x\nend\nfunction norm(p)\n  1\nend\nf(x) = x + 1\nend\n", ["Point", "norm", "f"]],
  [
    "a.proto",
    "message User {\n  enum Role { A = 0; }\n  string name = 1;\n}\nservice Users {\n  rpc Get(User) returns (User);\n}\n",
    ["User", "User.Role", "Users", "Users.Get"],
  ],
  [
    "a.graphql",
    "type User implements Node {\n  id: ID!\n}\nenum Role { A }\nextend type User { x: Int }\nquery Find($id: ID) { user }\n",
    ["User", "Role", "Find"],
  ],
  [
    "a.tf",
    'resource "aws_s3_bucket" "logs" {\n  bucket = "x"\n}\nvariable "name" {}\nlocals {\n  a = 1\n}\n',
    ["resource.aws_s3_bucket.logs", "variable.name", "locals"],
  ],
  [
    "Dockerfile",
    "# syntax\nFROM node:22 AS build\nRUN x\n\nFROM scratch\nCOPY --from=build a b\n",
    ["build", "scratch"],
  ],
  [
    "Makefile",
    "CC := gcc\nall: a b\n\techo all\n\n%.o: %.c\n\t$(CC) $<\n.PHONY: clean\nclean:\n\trm x\n",
    ["all", "%.o", ".PHONY", "clean"],
  ],
  ["a.css", "/* head */\n.a,\n.b > c {\n  color: red;\n}\n@media (x) {\n  .c { x: y }\n}\n", [".b > c", "@media (x)"]],
  [
    "a.vue",
    '<script setup lang="ts">\nconst count = ref(0)\nfunction add() {\n  count.value++\n}\n</script>\n\n<template>\n  <p>Don\'t</p>\n</template>\n\n<style>\n.a { x: y }\n</style>\n',
    ["count", "add"],
  ],
  [
    "a.sol",
    "contract Token is ERC20 {\n  event Sent(address a);\n  constructor() {}\n  function send(address to) public {}\n}\n",
    ["Token", "Token.Sent", "Token.constructor", "Token.send"],
  ],
  ["a.ps1", "function Get-Thing {\n  param($x)\n}\n", ["Get-Thing"]],
  ["a.pl", "package App;\nsub add {\n  my $x = shift;\n}\n", ["App", "add"]],
  ["a.ml", "type t = A | B\nlet rec size x =\n  1\n\nmodule M = struct\n  let y = 1\nend\n", ["t", "size", "M"]],
  ["a.erl", "-module(a).\n-spec add(integer()) -> integer().\nadd(X) ->\n  X.\n", ["add"]],
];

describe("definitions", () => {
  it.each(LANGUAGES)("of %s are found and named", (path, text, symbols) => {
    expect(symbolsOf(path, text)).toEqual(symbols);
  });

  it("name their kind", () => {
    const kindOf = (path: string, text: string) => chunksOf(path, text)[0]!.kind;
    expect([
      kindOf("a.ts", "interface A {}\n"),
      kindOf("a.ts", "type A = 1;\n"),
      kindOf("a.ts", "enum A {}\n"),
      kindOf("a.go", "type A struct {}\n"),
      kindOf("a.go", "func (a A) B() {}\n"),
      kindOf("a.rs", "trait A {}\n"),
      kindOf("a.rs", "impl A {}\n"),
      kindOf("a.py", "async def a(): pass\n"),
      kindOf("a.ts", "const A = 1;\n"),
      kindOf("a.sql", "create table a (x int);\n"),
      kindOf("a.proto", "service A {}\n"),
    ]).toEqual([
      "interface",
      "type",
      "enum",
      "struct",
      "method",
      "trait",
      "impl",
      "function",
      "constant",
      "table",
      "service",
    ]);
  });

  it("do not come from what only looks like one", () => {
    expect(
      symbolsOf(
        "a.java",
        "class A {\n  void f() {\n    return g(1);\n    new Thing(2) {\n    };\n    if (x) {\n    } else if (y) {\n    }\n  }\n}\n",
      ),
    ).toEqual(["A", "A.f"]);
    expect(
      symbolsOf("a.cpp", "int main() {\n  foo(1);\n  for (;;) {\n  }\n  return bar(2);\n}\nBENCHMARK(main);\n"),
    ).toEqual(["main"]);
    expect(
      symbolsOf("a.ts", "const x = 1;\nif (x) {\n}\nfoo(() => {\n  const inner = 1;\n});\nswitch (x) {\n}\n"),
    ).toEqual(["x"]);
  });
});
