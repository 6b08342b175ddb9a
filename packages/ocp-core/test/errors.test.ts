import { describe, expect, expectTypeOf, it } from "vitest";
import { ERRORS, OcpError, type ErrorCode, type WireError } from "../src/index.ts";

describe("an OcpError", () => {
  it("carries code, message, details and cause", () => {
    const cause = new Error("disk");
    const error = new OcpError("CONFLICT", "Version is 3. Read again.", { cause, details: { current_version: 3 } });
    expect(error).toMatchObject({ name: "OcpError", code: "CONFLICT", details: { current_version: 3 }, cause });
    expect(error).toBeInstanceOf(Error);
    expectTypeOf(error.code).toEqualTypeOf<ErrorCode>();
  });

  it("goes over the wire as {error: {code, message, …}}, without its cause or stack", () => {
    const error = new OcpError("CONFLICT", "Read again.", {
      cause: new Error("secret"),
      details: { current_version: 3 },
    });
    expect(error.toWire()).toEqual({ error: { code: "CONFLICT", message: "Read again.", current_version: 3 } });
    expect(JSON.stringify(error.toWire())).not.toContain("secret");
  });

  it.each(Object.keys(ERRORS) as ErrorCode[])("of code %s comes back from the wire as it went", (code) => {
    const wire = new OcpError(code, "What happened. What to do.", { details: { known: ["ws_1"] } }).toWire();
    const back = OcpError.fromWire(JSON.parse(JSON.stringify(wire)) as WireError);
    expect(OcpError.is(back, code)).toBe(true);
    expect(back.retryable).toBe(ERRORS[code].retryable);
    expect(back.toWire()).toEqual(wire);
  });

  it("is retryable by its code, unless the details know better", () => {
    expect(new OcpError("STORAGE_UNAVAILABLE", "").retryable).toBe(true);
    expect(new OcpError("STORAGE_UNAVAILABLE", "", { details: { retryable: false } }).retryable).toBe(false);
    expect(new OcpError("LIMIT_EXCEEDED", "", { details: { retryable: true } }).retryable).toBe(true);
    expect(new OcpError("LIMIT_EXCEEDED", "", { details: { retryable: "yes" } }).retryable).toBe(false);
    expect(new OcpError("EMBEDDER_FAILED", "").toWire().error["retryable"]).toBe(true);
    expect(new OcpError("STALE", "").toWire().error).not.toHaveProperty("retryable");
  });

  it("keeps a code that this version does not know, and passes it on unchanged", () => {
    const wire: WireError = {
      error: { code: "QUOTA_EXHAUSTED", message: "Wait until tomorrow.", until: "2030-01-01" },
    };
    const error = OcpError.fromWire(wire);
    expect(error).toMatchObject({ code: "INTERNAL", message: "Wait until tomorrow." });
    expect(error.details).toEqual({ code: "QUOTA_EXHAUSTED", until: "2030-01-01" });
    expect(error.toWire()).toEqual(wire);
  });

  it.each(["toString", "__proto__", "constructor", ""])("does not take '%s' for a code", (code) => {
    expect(OcpError.fromWire({ error: { code, message: "x" } }).code).toBe("INTERNAL");
  });

  it("is recognised across copies of the package", async () => {
    const copyUrl = new URL("../src/errors.ts?copy", import.meta.url).href;
    const copy = (await import(/* @vite-ignore */ copyUrl)) as { OcpError: typeof OcpError };
    const foreign = new copy.OcpError("STALE", "changed");
    expect(copy.OcpError).not.toBe(OcpError);
    expect(foreign).not.toBeInstanceOf(OcpError);
    expect(OcpError.is(foreign)).toBe(true);
    expect(OcpError.is(foreign, "STALE")).toBe(true);
    expect(OcpError.is(foreign, "CONFLICT")).toBe(false);
  });

  it("is not seen in what only looks like one", () => {
    const lookalikes = [new Error("x"), { name: "OcpError", code: "STALE", message: "x" }, null, undefined, "STALE"];
    expect(lookalikes.filter((value) => OcpError.is(value))).toEqual([]);
  });
});

describe("the error table", () => {
  it("is what the specification prints", () => {
    const table = Object.entries(ERRORS).map(
      ([code, { http, retryable }]) => `${code} ${http}${retryable ? " retryable" : ""}`,
    );
    expect(table).toEqual([
      "WORKSPACE_NOT_FOUND 404",
      "CHUNK_NOT_FOUND 404",
      "STALE 409",
      "BUDGET_EXCEEDED 422",
      "CONFLICT 409",
      "SCOPE_INVALID 400",
      "SESSION_NOT_FOUND 404",
      "SUBSCRIPTION_NOT_FOUND 404",
      "TRACE_NOT_FOUND 404",
      "PERMISSION_DENIED 403",
      "UNAUTHORISED 401",
      "INVALID_PARAMS 400",
      "METHOD_NOT_FOUND 404",
      "LIMIT_EXCEEDED 413",
      "EMBEDDER_FAILED 502 retryable",
      "STORAGE_UNAVAILABLE 503 retryable",
      "INTERNAL 500",
    ]);
  });
});
