import { describe, expect, it } from "vitest";
import { queryTerms } from "../../src/retrieval/query.ts";

describe("queryTerms", () => {
  it("leaves out words that tell nothing and repeats none", () => {
    expect(queryTerms("How do I use the cookie jar? The COOKIE jar!").terms).toEqual(["cooki", "jar"]);
  });

  it("leaves out what contractions are made of", () => {
    expect(queryTerms("why doesn't it retry, what's wrong").terms).toEqual(["retri", "wrong"]);
  });

  it("keeps the telling parts of an identifier and the whole", () => {
    expect(queryTerms("is_redirect").terms).toEqual(["isredirect", "redirect"]);
  });

  it.each(["", "  \n\t", "?!… --- ()", "is it", "what is the"])("has no terms for %j", (query) => {
    expect(queryTerms(query).terms).toEqual([]);
  });

  it("asks for the whole of a random id only, as that is what is indexed", () => {
    expect(queryTerms("zebra9zq9xb4b").terms).toEqual(["zebra9zq9xb4b"]);
  });

  it("takes a stop word that stands alone for what is meant", () => {
    expect(queryTerms("if").terms).toEqual(["if"]);
  });

  it.each([
    ["HasParent", ["HasParent"], true],
    ["  `Router.add` ", ["Router.add"], true],
    ["parse()", ["parse"], true],
    ["where is get_netrc_auth called", ["get_netrc_auth"], false],
    ["what does std::fs::read do", ["std::fs::read"], false],
    ["call retry() twice", ["retry"], false],
    ["how does a Session keep cookies", ["Session"], false],
    ["Session keeps cookies", [], false],
    ["plain words only", [], false],
  ])("sees in %j the names %j", (query, names, bare) => {
    expect(queryTerms(query)).toMatchObject({ names, bare });
  });

  it("bounds what a pasted log can ask for, and keeps what stands before and after it", () => {
    const log = Array.from({ length: 3000 }, (_, index) => `frameNumber${index}`).join(" ");
    const { terms, names } = queryTerms(`openQuestion ${log} lastQuestion`);
    expect(terms).toHaveLength(1000);
    expect(names).toHaveLength(64);
    expect(names).toEqual(expect.arrayContaining(["openQuestion", "lastQuestion"]));
  });

  it.each([
    ["fix(client): handle an empty answer", ["fix", "handl"]],
    ["feat: cookies that expire", ["feat"]],
    ["ignore/types: add a type for it", ["add"]],
    ["Support cookies that expire", ["support"]],
    ["where is support for cookies", []],
    ["add() of two vectors", []],
    ["fix", []],
  ])("sees in %j which words are for the deed", (query, tokens) => {
    const { terms, deeds } = queryTerms(query);
    expect(deeds.map((place) => terms[place])).toEqual(tokens);
  });

  it.each([
    ["client: handle 204", ["client"]],
    ["fix(trie-router)!: label with wildcard", ["trie", "router"]],
    ["where does src/router/node.ts walk", ["src", "router", "node", "ts"]],
    ["note that this: is prose", []],
    ["fix: handle 204", []],
    ["how are cookies stored", []],
  ])("sees in %j that it is about a part of the tree", (query, tokens) => {
    const { terms, scope } = queryTerms(query);
    expect(scope.map((place) => terms[place])).toEqual(tokens);
  });

  it("knows how names shorten and join words", () => {
    const { terms, short, compounds } = queryTerms("authentication status code");
    expect(short.map(({ token, term }) => `${token} ${terms[term]}`)).toContain("auth authent");
    expect(compounds).toContain("statuscode");
  });
});
