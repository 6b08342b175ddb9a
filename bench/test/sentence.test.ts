import { describe, expect, it } from "vitest";
import { firstSentence } from "../src/retrieval/make/sentence.ts";

describe("the first sentence of documentation", () => {
  it.each([
    [["Waits until the other peer answers. Then it goes on."], "Waits until the other peer answers"],
    [
      ["", "Reads a file of settings", "and returns what is in it.", "", "More."],
      "Reads a file of settings and returns what is in it",
    ],
    [["Returns the {@link Place} of a `name`.", "@param name what to look for"], "Returns the Place of a name"],
    [
      ["Parses a :class:`Header <x.Header>` into its parts.", ":param text: the header"],
      "Parses a Header into its parts",
    ],
    [
      ["<summary>", 'Gets the <see cref="T:A.B.Clock"/> of this policy.', "</summary>"],
      "Gets the Clock of this policy",
    ],
    [["Turns [`Request`] into [a future](https://example.org/x) of it."], "Turns Request into a future of it"],
  ])("is found in %j", (documentation, query) => {
    expect(firstSentence(documentation, "someName")).toBe(query);
  });

  it("does not begin with the name that it documents", () => {
    expect(firstSentence(["SetOut sets where messages are written to."], "SetOut")).toBe(
      "sets where messages are written to",
    );
    expect(firstSentence(["Sets the value of a given property."], "Set")).toBe("Sets the value of a given property");
  });

  it("is no query where it says an identifier of several words, which nobody who searches knows", () => {
    expect(firstSentence(["Like max_size but for all of the files."], "max_size")).toBeUndefined();
    expect(firstSentence(["Closes the file and all its copies."], "close")).toBe("Closes the file and all its copies");
  });

  it.each([
    ["Short text."],
    ["Copyright 2020 of somebody or other, all rights reserved."],
    ["@deprecated use the other one instead of this"],
    [`${"word ".repeat(60)}.`],
    [""],
  ])("is no query when it is %j", (text) => {
    expect(firstSentence([text], "someName")).toBeUndefined();
  });
});
