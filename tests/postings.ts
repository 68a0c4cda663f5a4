import { randomInt } from 'node:crypto';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type Id, newId } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { type ReceivingAccount, receivingAccountOf, suspenseLine, yuan } from './recharge';
import { freshKey, type World, type WorldOrganization } from './world';

const accounts = new WeakMap<WorldOrganization, Promise<ReceivingAccount>>();

/** The operator's account that test lines arrive at, one for each world; it is not the default one. */
function accountOf(operator: WorldOrganization): Promise<ReceivingAccount> {
  const made =
    accounts.get(operator) ??
    receivingAccountOf(operator, { isDefault: false, numberPrefix: String(randomInt(10 ** 11, 10 ** 12)) });
  accounts.set(operator, made);
  return made;
}

/** A line in suspense that nobody has decided about. */
export const freshLine = async (
  { operator }: Pick<World, 'operator'>,
  amount: string,
  payerName = `付款方 ${freshKey()}`,
): Promise<Id<'bankLine'>> => suspenseLine(operator, await accountOf(operator), { amount, payerName });

/** A posting of a line in suspense that waits for a second person, as a row. */
export async function openPosting(
  world: Pick<World, 'operator'>,
  proposedBy: Id<'user'> | null,
  partner: WorldOrganization | null,
  { amount = '1.00', makesRule = false, payerName }: { amount?: string; makesRule?: boolean; payerName?: string } = {},
): Promise<Id<'bankPosting'>> {
  const id = newId('bankPosting');
  const lineId = await freshLine(world, amount, payerName);
  const { id: organizationId, rootId } = world.operator;
  await database()
    .insert(schema.bankPostings)
    .values({
      ...{ id, organizationId, rootId, lineId, kind: partner ? 'manual' : 'send_back', partnerId: partner?.id ?? null },
      ...{
        amountMinor: yuan(amount).minor,
        currency: 'CNY',
        makesRule,
        needsSecond: true,
        state: 'proposed',
        proposedBy,
      },
    });
  return id;
}

/** A colleague of whoever asks, at the operator. */
const anotherUser = ({ operator }: Pick<World, 'operator'>, { userId }: Actor): Id<'user'> =>
  operator.users.admin === userId ? operator.users.finance : operator.users.admin;

/** A rule in effect, as a row. */
export async function makePayerRule(actor: Actor, partner: WorldOrganization): Promise<Id<'payerRule'>> {
  const id = newId('payerRule');
  const payerName = `付款方 ${freshKey()}`;
  const { organizationId, rootId, userId } = actor;
  await database()
    .insert(schema.payerRules)
    .values({
      ...{ id, organizationId, rootId, payerName, payerNameKey: payerNameKey(payerName), partnerId: partner.id },
      userId: userId ?? partner.users.admin,
    });
  return id;
}

/** Right inputs for the commands that decide about transactions in suspense. */
export const postingInputs = {
  'bank_lines.send_back': async (_actor: Actor, _principal: unknown, world: World) => ({
    lineId: await freshLine(world, '1.00'),
    note: 'Test',
  }),
  'payer_rules.end': async (actor: Actor, _principal: unknown, world: World) => ({
    ruleId: await makePayerRule(actor, world.s1),
  }),
  'postings.approve': async (actor: Actor, _principal: unknown, world: World) => ({
    postingId: await openPosting(world, anotherUser(world, actor), world.s1),
  }),
  'postings.propose': async (_actor: Actor, _principal: unknown, world: World) => ({
    lineId: await freshLine(world, '1.00'),
    partnerId: world.s1.id,
  }),
  'postings.reject': async (actor: Actor, _principal: unknown, world: World) => ({
    postingId: await openPosting(world, anotherUser(world, actor), world.s1),
    note: 'Test',
  }),
  'postings.take_up': async (_actor: Actor, _principal: unknown, world: World) => ({
    postingId: await openPosting(world, null, world.s1),
  }),
  'postings.withdraw': async (actor: Actor, _principal: unknown, world: World) => ({
    postingId: await openPosting(world, actor.userId, world.s1),
  }),
};
