import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { type BuiltAction, builtActions } from './build-inventory';
import type { Canary } from './canary-server';
import { request } from './people';

/** A page that carries the action, with a real id in its address. */
export const pageOf = (action: BuiltAction, canary: Canary): string => {
  const [page = '/'] = action.pages.toSorted((a, b) => a.length - b.length);
  return page.replace(/\[[^\]]+\]/, canary.things[0]?.id ?? '');
};
/** Calls an action as the browser does, with any body. */
export const call = (canary: Canary, action: BuiltAction, body: string, headers: Record<string, string>) =>
  request(canary.base, pageOf(action, canary), {
    method: 'POST',
    body,
    headers: { 'Next-Action': action.id, 'Content-Type': 'text/plain;charset=UTF-8', Origin: canary.base, ...headers },
  });

/** Six at a time. */
export async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += 6) await Promise.all(items.slice(from, from + 6).map(work));
}

/** What changed in the database, apart from denials, which are kept on purpose. */
export async function effectsOf(work: () => Promise<void>): Promise<Record<string, number>> {
  const denials = () => database().$count(schema.auditEntries, eq(schema.auditEntries.outcome, 'denied'));
  const [before, deniedBefore] = [await rowCounts(), await denials()];
  await work();
  const after = await rowCounts();
  const denied = (await denials()) - deniedBefore;
  return grownBy(before, { ...after, audit_entries: (after['audit_entries'] ?? 0) - denied });
}

/** The form that allocates one cent of S1's to its customer, as its page sends it without scripts. */
export function allocation(canary: Canary, requestKey: string): FormData {
  const action = builtActions().find(({ name }) => name === 'allocateFundsAction');
  const form = new FormData();
  form.append(`$ACTION_ID_${action?.id}`, '');
  form.append('requestKey', requestKey);
  form.append('customerId', canary.world.customers['S1']?.one.customerId ?? '');
  form.append('amount', '0.01');
  return form;
}
