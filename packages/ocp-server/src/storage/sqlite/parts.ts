/**
 * The indexes of chunks by id and by name are kept for each part of 2¹³ rows on its own (migration 5): a part's pages are
 * few enough to be written once for many chunks. Whoever looks something up asks each part in turn, about a
 * microsecond for one.
 */
const PART_BITS = 13;

/** To be put before a statement that joins `part`: the number of each part there is. */
export const WITH_PARTS = `WITH RECURSIVE part (number) AS (
  VALUES (0) UNION ALL SELECT number + 1 FROM part WHERE number < (SELECT max(id) FROM chunk) >> ${PART_BITS})`;

/** The part of `c`, a row of `chunk`, written as the indexes have it. */
export const IN_PART = `c.id >> ${PART_BITS} = part.number`;
