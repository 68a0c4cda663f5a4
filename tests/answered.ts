import { isConnectionTrouble } from '@/db/client';

/**
 * Asks again, with the same key, as long as others are in the way, as a program would: on a busy machine a lock or a connection may not come in
 * time.
 */
export async function answered<Outcome extends { readonly ok: boolean; readonly code?: string }>(
  ask: () => Promise<Outcome>,
): Promise<Outcome> {
  for (let round = 0; ; round += 1) {
    const outcome = await ask().catch((error: unknown) => {
      if (!isConnectionTrouble(error) || round === 20) throw error;
      return undefined;
    });
    const isInTheWay = !outcome || (!outcome.ok && ['busy', 'request_running'].includes(outcome.code ?? ''));
    if (outcome && (!isInTheWay || round === 20)) return outcome;
  }
}
