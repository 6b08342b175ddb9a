import { OcpError } from "ocp-core";
import { describe, expect, it } from "vitest";
import { createKeyring, digestKey, OPEN_CALLER } from "../../src/access/keys.ts";

const workspaces = new Set(["ws_0123456789abcdef"]);
const keys = [
  { digest: digestKey("all"), workspaces: undefined },
  { digest: digestKey("some"), workspaces },
];

function refusal(key: string | undefined): OcpError {
  try {
    createKeyring({ keys }).authenticate(key);
  } catch (error) {
    if (OcpError.is(error, "UNAUTHORISED")) return error;
  }
  throw new Error("was let in");
}

describe("a keyring", () => {
  it("lets everybody in when there are no keys", () => {
    const keyring = createKeyring({ keys: [] });
    expect(keyring.open).toBe(true);
    expect(keyring.authenticate("anything")).toBe(OPEN_CALLER);
    expect(keyring.authenticate(undefined).partition).toBe("");
  });

  it("knows who presents which key", () => {
    const keyring = createKeyring({ keys });
    expect(keyring.open).toBe(false);
    expect(keyring.authenticate("all")).toMatchObject({ workspaces: undefined, partition: "" });
    expect(keyring.authenticate("some").workspaces).toBe(workspaces);
    expect(keyring.authenticate("all").id).not.toBe(keyring.authenticate("some").id);
  });

  it("keeps the agent state of each restricted key apart, the same on every start", () => {
    const again = [...keys, { digest: digestKey("more"), workspaces }];
    const { partition } = createKeyring({ keys }).authenticate("some");
    expect(partition).toMatch(/^[0-9a-f]{32}$/);
    expect(createKeyring({ keys: again }).authenticate("some").partition).toBe(partition);
    expect(createKeyring({ keys: again }).authenticate("more").partition).not.toBe(partition);
  });

  it("gives away neither the key nor the digest it is compared by", () => {
    const told = JSON.stringify(createKeyring({ keys }).authenticate("some"));
    expect(told).not.toContain(Buffer.from(digestKey("some")).toString("hex").slice(0, 12));
  });

  it.each(["wrong-secret", "ALL", "all ", "al"])("refuses %j without repeating it", (key) => {
    const { message } = refusal(key);
    expect(message).toMatch(/not one of this server's/);
    expect(message).not.toContain("secret");
  });

  it.each([undefined, ""])("asks for a key when there is none (%j)", (key) => {
    expect(refusal(key).message).toMatch(/OCP_API_KEY/);
  });

  it("never lets the empty key in, not even when it was configured", () => {
    const keyring = createKeyring({ keys: [{ digest: digestKey(""), workspaces: undefined }] });
    expect(() => keyring.authenticate("")).toThrow(/OCP_API_KEY/);
  });
});
