import { and, eq, isNull, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { payerAgreementVersion } from '@/domain/recharge/agreement-model';
import type { Id } from '@/lib/id';
import { payerOf, receivingAccountOf, remittanceAccountOf } from './recharge';
import { canary, freshKey, type World, type WorldOrganization } from './world';

const { entrustedPayers, remittanceAccounts } = schema;

/** What the form of a payer sends. */
export const payerInput = (more: object = {}) => ({
  payerName: canary('any', `payer-${freshKey()}`),
  payerType: 'enterprise',
  relationship: 'affiliate',
  reason: 'on_behalf',
  note: canary('any', 'payer-note'),
  expiresOn: null,
  agreementVersion: payerAgreementVersion,
  consent: true,
  ...more,
});

/** What the form of an account at a bank sends. */
export const receivingAccountInput = (more: object = {}) => ({
  accountName: canary('V', 'account-name'),
  bankName: canary('V', 'bank'),
  branch: canary('V', 'branch'),
  accountNumber: `1100${freshNumber()}`,
  numberPrefix: `77${freshNumber().slice(-8)}`,
  arrivalDaysMin: '1',
  arrivalDaysMax: '2',
  isDefault: undefined,
  ...more,
});

/** An account of the operator's that is not the default. */
export const makeReceivingAccount = async (world: World): Promise<Id<'receivingAccount'>> =>
  (await receivingAccountOf(world.operator, { isDefault: false, numberPrefix: `88${freshNumber().slice(-8)}` })).id;

/** An agreement of the actor's organization, in effect. */
export const makePayer = async (actor: Actor, organization: WorldOrganization): Promise<Id<'entrustedPayer'>> =>
  (await payerOf({ ...organization, id: actor.organizationId, rootId: actor.rootId }, `Payer ${freshKey()}`)).id;

/** Makes room for another one. */
export async function voidPayers({ id, users }: WorldOrganization): Promise<void> {
  await database()
    .update(entrustedPayers)
    .set({ voidedAt: sql`clock_timestamp()`, voidedBy: users.admin })
    .where(and(eq(entrustedPayers.organizationId, id), isNull(entrustedPayers.voidedAt)));
}

/** The dedicated account of a partner, which can be opened once. */
export async function withRemittanceAccount(world: World, partner: WorldOrganization): Promise<void> {
  if ((await database().$count(remittanceAccounts, eq(remittanceAccounts.organizationId, partner.id))) > 0) return;
  const prefix = `99${freshNumber().slice(-8)}`;
  const account = await receivingAccountOf(world.operator, { isDefault: false, numberPrefix: prefix });
  await remittanceAccountOf(partner, account);
}

let numbers = 0;
function freshNumber(): string {
  numbers += 1;
  return `${process.pid}${String(numbers).padStart(8, '0')}`;
}
