export * from "./context-entry.ts";
