import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { findOnlineRecharge } from '@/domain/recharge/online-queries';
import { type Id, newId } from '@/lib/id';
import { wholeUnits } from '@/lib/money';
import { type PublicUrl, readPublicUrl } from '@/lib/public-url';
import type { CallbackName } from './callback-input';
import { type CallbackFacts, signCallbackState, withState } from './callback-state';

/** A callback address that may be used. */
export type Callback = Extract<PublicUrl, { ok: true }>;

/** Both callback addresses, as far as they are set. */
export type Callbacks = Readonly<Record<CallbackName, Callback | undefined>>;

/** The callback addresses of the reader's own organization. */
export async function findCallbacks(scope: ReadScope): Promise<Callbacks> {
  const found = await readCallbacks(scope);
  return { orderPaymentUrl: usable(found?.orderPaymentUrl), rechargeUrl: usable(found?.rechargeUrl) };
}

/**
 * Where the browser goes on to after an online recharge, with the signed state. Undefined unless the recharge is the reader's own and is paid,
 * and an address for it is set.
 *
 * @source quality/acceptance.md A21
 */
export async function findRechargeContinuation(
  scope: ReadScope,
  id: Id<'onlineRecharge'>,
): Promise<string | undefined> {
  const recharge = await findOnlineRecharge(scope, id);
  if (recharge?.state !== 'paid') return undefined;
  return continuation(scope, 'rechargeUrl', { rechargeId: recharge.id, status: 'paid', amount: recharge.amount });
}

/** The same with a sample: signed alike, about nothing that exists. Undefined where the address is not set. */
export async function findSampleContinuation(scope: ReadScope, name: CallbackName): Promise<string | undefined> {
  const sample = {
    rechargeId: newId('onlineRecharge'),
    status: 'sample',
    amount: wholeUnits(1, scope.currency),
  } as const;
  return continuation(scope, name, sample);
}

async function continuation(
  scope: ReadScope,
  name: CallbackName,
  facts: Omit<CallbackFacts, 'platformIdentifier'>,
): Promise<string | undefined> {
  const found = await readCallbacks(scope);
  const to = usable(found?.[name]);
  if (!found || !to) return undefined;
  return withState(to.href, await signCallbackState({ ...facts, platformIdentifier: found.platformIdentifier }));
}

async function readCallbacks({ organizationId }: ReadScope) {
  const { accessConfigurations } = schema;
  const [row] = await database()
    .select({
      platformIdentifier: accessConfigurations.platformIdentifier,
      orderPaymentUrl: accessConfigurations.orderPaymentUrl,
      rechargeUrl: accessConfigurations.rechargeUrl,
    })
    .from(accessConfigurations)
    .where(eq(accessConfigurations.organizationId, organizationId));
  return row;
}

/** Judged again whenever it is used: what got into the table some other way leads nowhere. */
function usable(href: string | null | undefined): Callback | undefined {
  const read = readPublicUrl(href ?? '');
  return read.ok ? read : undefined;
}
