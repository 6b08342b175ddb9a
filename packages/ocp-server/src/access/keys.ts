import { createHash, timingSafeEqual } from "node:crypto";
import { OcpError } from "ocp-core";

/** A key as a server remembers it: never in clear. */
export interface ConfiguredKey {
  /** SHA-256 of the key's UTF-8 bytes. */
  readonly digest: Uint8Array;
  /** The ids it may reach; undefined = all of them. */
  readonly workspaces: ReadonlySet<string> | undefined;
}

/** Who is asking (OCP-0001 §8). */
export interface Caller {
  /** Tells callers apart in logs; says nothing about the key. */
  readonly id: string;
  /** The workspaces this caller may reach; undefined = all of them. */
  readonly workspaces: ReadonlySet<string> | undefined;
  /** Keeps the agent-scoped state of a restricted key apart; empty for everyone else. */
  readonly partition: string;
}

/** Everyone, while no keys are configured. */
export const OPEN_CALLER: Caller = Object.freeze({ id: "open", workspaces: undefined, partition: "" });

/** The keys of a server. */
export interface Keyring {
  /** No keys are configured, so everybody is let in. */
  readonly open: boolean;
  /** Who presents this key. Throws `UNAUTHORISED`, without the key, when it is missing or not one of ours. */
  authenticate(key: string | undefined): Caller;
}

/** The digest under which a key is remembered and compared. */
export function digestKey(key: string): Uint8Array {
  return createHash("sha256").update(key, "utf8").digest();
}

/** Builds the keyring of a configuration. */
export function createKeyring({ keys }: { readonly keys: readonly ConfiguredKey[] }): Keyring {
  if (keys.length === 0) return { open: true, authenticate: () => OPEN_CALLER };
  const entries = keys.map((key) => ({ digest: key.digest, caller: toCaller(key) }));
  return {
    open: false,
    authenticate(key) {
      // The same work whichever key matches, and whether one was given at all.
      const presented = digestKey(key ?? "");
      let found: Caller | undefined;
      for (const { digest, caller } of entries) {
        if (timingSafeEqual(digest, presented)) found = caller;
      }
      if (key && found) return found;
      throw new OcpError(
        "UNAUTHORISED",
        key
          ? "The API key is not one of this server's. Check it against the server's OCP_API_KEYS and OCP_API_KEY_WORKSPACES."
          : "This server needs an API key and none was given. Set OCP_API_KEY (stdio) or send 'Authorization: Bearer …' (HTTP).",
      );
    },
  };
}

function toCaller({ digest, workspaces }: ConfiguredKey): Caller {
  // Not the digest itself: what is stored beside the data should not be what is compared.
  const tag = createHash("sha256").update("ocp caller\0").update(digest).digest("hex");
  const id = `key_${tag.slice(0, 12)}`;
  return Object.freeze({ id, workspaces, partition: workspaces ? tag.slice(0, 32) : "" });
}
