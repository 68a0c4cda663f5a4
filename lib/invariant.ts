/**
 * Stops the current unit of work when our own code is wrong. Never for mistakes of people or programs: those are refusals.
 *
 * @throws Error with `message`; the door answers 500
 */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant violated: ${message}`);
}
