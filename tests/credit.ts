import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { getFundsFigures } from '@/domain/credit/figures-queries';
import { setTerms } from '@/domain/credit/set-terms';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { readScope } from '@/domain/read-scope';
import { type Id, newId } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import {
  actorOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from './world';

/** Terms as the operator enters them. */
export interface TermsText {
  readonly creditLimit?: string;
  readonly designated?: string;
  readonly owedInvoices?: string;
}

/** Asks for terms of a partner; what is left out is nothing. */
export const askTerms = (
  operator: WorldOrganization,
  partner: Pick<WorldOrganization, 'id'>,
  { creditLimit = '0', designated = '0', owedInvoices = '0' }: TermsText,
  key = freshKey(),
) =>
  setTerms(actorOf(operator, 'finance'), key, {
    organizationId: partner.id,
    ...{ creditLimit, designated, owedInvoices },
    reason: 'As agreed',
  });

/** The same, where it has to be done. */
export async function termsFor(operator: WorldOrganization, partner: WorldOrganization, terms: TermsText) {
  const outcome = await askTerms(operator, partner, terms);
  if (!outcome.ok) throw new Error(`no terms: ${outcome.code} ${JSON.stringify(outcome.fields)}`);
  return outcome.id;
}

/** How far a partner's balance may fall, in minor units. */
export async function floorOf({ id }: Pick<WorldOrganization, 'id'>): Promise<bigint> {
  const { ledgerAccounts, ledgerBalances } = schema;
  const rows = await database()
    .select({ floor: ledgerBalances.floorMinor, purpose: ledgerAccounts.purpose })
    .from(ledgerBalances)
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerBalances.accountId))
    .where(eq(ledgerAccounts.ownerId, id));
  const own = rows.find(({ purpose }) => purpose === 'funds');
  if (!own) throw new Error('no funds account');
  return own.floor;
}

let limits = 0;
/** Right inputs of the commands of this area, for `tests/command-inputs.ts`. Terms are not set twice to the same, so each limit is another. */
export const creditInputs = {
  'credit.set_terms': async (_actor: Actor, _principal: unknown, world: World) => {
    limits += 1;
    const terms = { creditLimit: `${limits}.00`, designated: '0', owedInvoices: '0.00' };
    return { organizationId: world.s2.id, ...terms, reason: 'Test' };
  },
  'thresholds.remove': async (actor: Actor) => ({ thresholdId: await makeThreshold(actor) }),
  'thresholds.set': async () => ({ customerId: null, amount: '1.00' }),
};

/** A threshold of the actor's organization for its own balance; the one it has, where it has one. */
export async function makeThreshold({ organizationId, rootId, userId }: Actor): Promise<Id<'balanceThreshold'>> {
  const id = newId('balanceThreshold');
  const of = { organizationId, rootId, userId: userId ?? newId('user') };
  const { balanceThresholds } = schema;
  const [kept] = await database()
    .insert(balanceThresholds)
    .values({ id, ...of, thresholdMinor: 100n, currency: 'CNY' })
    .onConflictDoUpdate({
      target: [balanceThresholds.organizationId, balanceThresholds.customerId],
      set: { thresholdMinor: 100n },
    })
    .returning({ id: balanceThresholds.id });
  return kept?.id ?? id;
}

let made = 0;
/** A partner at the top of a tree with that much of its own money, and a customer to give it to. */
export async function partnerWith({ operator }: Pick<World, 'operator'>, amount: string, terms?: TermsText) {
  made += 1;
  const partner = await makeOrganization({ code: `CR${made}`, kind: 'solution_provider' });
  const customer = await makeCustomer(partner, `CR${made}-1`, 'resale');
  if (amount !== '0.00') await fund({ operator }, partner, amount);
  if (terms) await termsFor(operator, partner, terms);
  return { partner, customer };
}

/** Gives a customer money of its partner. */
export const allocate = (partner: WorldOrganization, { customerId }: WorldCustomer, amount: string) =>
  allocateFunds(actorOf(partner), freshKey(), { customerId, amount });

/** The figures of a partner's money, as text. */
export async function figuresOf(partner: WorldOrganization): Promise<Record<string, string>> {
  const figures = await getFundsFigures(readScope(actorOf(partner), 'funds.read'));
  const { at: _at, cameIn: _in, wentOut: _out, ...shown } = figures;
  return Object.fromEntries(Object.entries(shown).map(([name, amount]) => [name, formatMoney(amount)]));
}
