import { join } from "node:path";
import { createOcpServer } from "ocp-server";
import { createNearest } from "./hash-vectors.ts";
import { fuse } from "./hashed.ts";
import { HITS, type Method } from "./method.ts";
import { buildOcp } from "./ocp.ts";

/** What naive fusion makes of OCP's own ranking of its own chunks. */
export const fusedWithOcp: Method = {
  async build({ root }, scratch) {
    const server = createOcpServer({ dbPath: join(scratch, "ocp.db"), watch: false });
    const { ranked, chunks } = await buildOcp(server, root);
    const nearest = createNearest(await chunks());
    return {
      search: async (query) => fuse([await ranked(query), nearest(query, HITS)]),
      close: () => server[Symbol.asyncDispose](),
    };
  },
};
