/** As many as are really under way at a time, so that nobody waits for a connection: `freshDatabase({ max: atOnceMax + 2 })`. */
export const atOnceMax = 24;

let underWay = 0;
const waiting: (() => void)[] = [];

/**
 * Asks among many others, and again with the same key as long as the answer is only that they were in the way, as a client does. So a test of
 * many at once comes to the same on a slow machine.
 */
export async function decided<Outcome extends { readonly ok: boolean; readonly code?: string }>(
  ask: () => Promise<Outcome>,
): Promise<Outcome> {
  if (underWay >= atOnceMax) await new Promise<void>((resolve) => waiting.push(resolve));
  else underWay += 1;
  const until = performance.now() + 20_000;
  try {
    for (;;) {
      const outcome = await ask();
      if (outcome.ok || outcome.code !== 'busy' || performance.now() > until) return outcome;
    }
  } finally {
    const next = waiting.shift();
    if (next) next();
    else underWay -= 1;
  }
}
