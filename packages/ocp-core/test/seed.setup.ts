import fc from "fast-check";

/** Property tests try the same cases on every run; `OCP_TEST_SEED=random` tries others, a number those of that seed. */
const wanted = process.env["OCP_TEST_SEED"];
if (wanted !== "random") fc.configureGlobal({ seed: Number(wanted ?? 1) });
