import { describe, expect, it } from "vitest";
import { stem } from "../../src/retrieval/stem.ts";

const STEMS: Readonly<Record<string, string>> = {
  caresses: "caress",
  ponies: "poni",
  cats: "cat",
  agreed: "agre",
  bled: "bled",
  sing: "sing",
  conflated: "conflat",
  sized: "size",
  hopping: "hop",
  falling: "fall",
  filing: "file",
  happy: "happi",
  sky: "sky",
  relational: "relat",
  rational: "ration",
  vietnamization: "vietnam",
  decisiveness: "decis",
  sensibiliti: "sensibl",
  formalize: "formal",
  hopefulness: "hope",
  allowance: "allow",
  replacement: "replac",
  adoption: "adopt",
  extension: "extens",
  effective: "effect",
  rate: "rate",
  cease: "ceas",
  controll: "control",
  generalizations: "gener",
};

describe("stem", () => {
  it("strips suffixes as the published algorithm does", () => {
    expect(Object.fromEntries(Object.keys(STEMS).map((word) => [word, stem(word)]))).toEqual(STEMS);
  });

  it("gives the forms of a word one stem", () => {
    expect(
      new Set(["authenticate", "authenticated", "authenticates", "authenticating", "authentication"].map(stem)).size,
    ).toBe(1);
    expect(new Set(["connect", "connected", "connecting", "connection", "connections"].map(stem)).size).toBe(1);
  });

  it("leaves words of one or two letters alone", () => {
    expect(["is", "as", "y", ""].map(stem)).toEqual(["is", "as", "y", ""]);
  });
});
