/** One line of the table. `ratio` is to the floor of the same run; `p95Ratio` to the floor's p95. */
export interface Result {
  readonly name: string;
  readonly load: string;
  readonly inFlight: number;
  readonly perSecond: number;
  readonly ratio: number | null;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p95Ratio: number | null;
}

/** The results for people, with the machine they are of. */
export function printTable(results: readonly Result[], machine: object): void {
  console.log(JSON.stringify(machine));
  const head = ['what', 'load', 'in flight', 'per second', 'ratio', 'p50 ms', 'p95 ms', 'p95 ratio'];
  const rows = results.map((one) => [
    one.name,
    one.load,
    String(one.inFlight),
    one.perSecond.toFixed(0),
    one.ratio?.toFixed(2) ?? '',
    one.p50Ms.toFixed(2),
    one.p95Ms.toFixed(2),
    one.p95Ratio?.toFixed(2) ?? '',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join('  '));
  }
}
