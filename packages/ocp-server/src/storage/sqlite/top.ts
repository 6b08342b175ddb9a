/** Keeps the best `limit` of many scored rows in bounded memory. */
export function createTop(limit: number) {
  let rows: { row: number; score: number }[] = [];
  let worst = Number.NEGATIVE_INFINITY;

  function trim(): void {
    rows.sort((a, b) => b.score - a.score || a.row - b.row);
    rows = rows.slice(0, limit);
    if (rows.length === limit) worst = rows.at(-1)!.score;
  }

  return {
    offer(row: number, score: number): void {
      if (score <= worst) return;
      rows.push({ row, score });
      if (rows.length >= limit * 2 + 64) trim();
    },
    /** Best first. */
    ranked(): readonly { row: number; score: number }[] {
      trim();
      return rows;
    },
  };
}
