import { fileURLToPath } from "node:url";

/** The folder of the standards that come with this package: this project's own. */
export const bundledCorpus: string = fileURLToPath(new URL("../corpus", import.meta.url));

/** The folder of overlays for known corpora, one `<name>.json` each. */
export const presetOverlays: string = fileURLToPath(new URL("../overlays", import.meta.url));
