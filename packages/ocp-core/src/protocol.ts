/** The protocol version this package describes (OCP-0001 §1). */
export const PROTOCOL_VERSION = "ocp/0.1";

/** Conformance levels, each containing the ones before it (OCP-0001 §10). */
export const LEVELS = ["core", "core+coordination", "full"] as const;
export type Level = (typeof LEVELS)[number];

/** The key under which a server advertises OCP in MCP's `capabilities.extensions` (SEP-2133). */
export const EXTENSION_ID = "io.github.rajesh1213/ocp";

/** The `_meta` key that carries an event envelope on `notifications/resources/updated` (OCP-0001 §7.3). */
export const EVENT_META_KEY = "io.github.rajesh1213/ocp.event";

/** The `logger` of event notifications on MCP revisions up to 2025-11-25 (OCP-0001 §7.3). */
export const EVENT_LOGGER = "ocp.events";
