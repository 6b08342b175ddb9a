import manifest from "../package.json" with { type: "json" };

/** This package's version, as it introduces itself to servers. */
export const VERSION: string = manifest.version;
