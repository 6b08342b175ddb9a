import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSecretKey, redactText, redactValue } from "../src/index.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const like = (prefix: string, length: number): string => prefix + "aB3d".repeat(length).slice(0, length);

describe("a text", () => {
  it.each([
    like("ghp_", 36),
    like("github_pat_", 60),
    like("glpat-", 20),
    like("xoxb-", 24),
    like("sk-", 40),
    like("sk-ant-", 40),
    like("sk_live_", 24),
    `AKIA${"ABCD1234".repeat(2)}`,
    like("AIza", 35),
    like("npm_", 36),
    like("hf_", 34),
    like("SG.", 20) + like(".", 40),
    `eyJ${"hbGciOiJ".repeat(2)}.eyJ${"zdWIiOi".repeat(2)}.sig`,
    `-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----`,
  ])("shows nothing of %s", (secret) => {
    expect(redactText(`before ${secret} after`)).toBe("before [redacted] after");
  });

  it.each([
    ["Authorization: Bearer abcdefghijkl", "Authorization: [redacted] [redacted]"],
    ["curl -H 'x-api-key: 12345678'", "curl -H 'x-api-key: [redacted]'"],
    ["https://alice:hunter2@db.example/x", "https://[redacted]@db.example/x"],
    ["DB_PASSWORD=hunter22 next", "DB_PASSWORD=[redacted] next"],
    ['{"client_secret": "abcd-efgh", "a": 1}', '{"client_secret": "[redacted]", "a": 1}'],
    ["?access_token=abcdefgh&x=1", "?access_token=[redacted]&x=1"],
    ["used basic dXNlcjpwYXNz", "used basic [redacted]"],
  ])("%s becomes %s", (text, clean) => {
    expect(redactText(text)).toBe(clean);
  });

  it.each([
    "commit 3b7a3db0f1e2d3c4b5a697887766554433221100",
    "the token count is 512",
    "tokens: 5",
    "a bearer of news, a basic understanding",
    "Token validation failed",
    "http://localhost:3000/a@b",
    "debug_deployment_failure",
    "550e8400-e29b-41d4-a716-446655440000",
    "password reset is broken",
  ])("without a secret stays as it is: %s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("is the same when it is redacted twice, and never takes long", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^(?:token|key|secret|[:= "a-z_-]|bearer |:\/\/|@|sk-){0,40}$/)),
        (text) => {
          const once = redactText(text);
          expect(redactText(once)).toBe(once);
        },
      ),
      { numRuns: 500 },
    );
    for (const piece of [
      "-",
      "a",
      "token",
      "token=",
      ":",
      "://a:",
      "bearer ",
      "eyJ",
      "-----BEGIN ",
      "api_",
      "sk-",
      "SG.",
    ]) {
      expect(typeof redactText(piece.repeat(20_000))).toBe("string");
    }
  });
});

describe("a name", () => {
  it.each([
    "password",
    "userPassword",
    "access_token",
    "accessToken",
    "token",
    "apiKey",
    "api-key",
    "X-API-Key",
    "Authorization",
    "Set-Cookie",
    "client_secret",
    "private_key",
    "credentials",
    "pwd",
  ])("says that its value is a secret: %s", (name) => expect(isSecretKey(name)).toBe(true));

  it.each([
    "tokens",
    "token_count",
    "max_tokens",
    "key",
    "sort_key",
    "author",
    "authority",
    "passenger",
    "name",
    "",
    "keyboard",
    "public_key",
  ])("says nothing of a secret: %s", (name) => expect(isSecretKey(name)).toBe(false));
});

describe("a value", () => {
  it("keeps its form, but not the texts below telling names", () => {
    const value = {
      a: [{ password: "p", token: null, api_key: ["x"], count: 1 }],
      token: 5,
      secret: true,
      cookie: "",
      note: `use ${like("ghp_", 36)}`,
    };
    expect(redactValue(value)).toEqual({
      a: [{ password: "[redacted]", token: null, api_key: "[redacted]", count: 1 }],
      token: 5,
      secret: true,
      cookie: "",
      note: "use [redacted]",
    });
    expect(value.a[0]?.password).toBe("p");
    expect(redactValue(undefined)).toBeNull();
  });
});
