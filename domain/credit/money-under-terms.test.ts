import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allocate, askTerms, figuresOf, partnerWith, type TermsText, termsFor } from '@/tests/credit';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, makeChange } from '@/tests/relations';
import {
  actorOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { allocateFunds } from '../funds/allocate-funds';
import { allocateToReseller } from '../funds/allocate-to-reseller';
import { reclaimFromReseller } from '../funds/reclaim-from-reseller';
import { reclaimFunds } from '../funds/reclaim-funds';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const ask = (partner: Pick<WorldOrganization, 'id'>, terms: TermsText) => askTerms(world.operator, partner, terms);

describe('money under terms', () => {
  it('is allocated from the own money and from credit in one, and what comes in pays credit back first', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', { creditLimit: '500' });
    expect(await allocate(partner, customer, '400.00')).toMatchObject({ ok: true });
    expect(await figuresOf(partner)).toMatchObject({
      recharge: '0.00',
      creditUsed: '300.00',
      credit: '200.00',
      available: '200.00',
    });
    expect(await allocate(partner, customer, '200.01')).toMatchObject({ code: 'insufficient_balance' });
    await fund(world, partner, '350.00');
    expect(await figuresOf(partner)).toMatchObject({
      recharge: '50.00',
      creditUsed: '0.00',
      available: '550.00',
      withdrawable: '50.00',
    });
  });

  it('cannot be allocated where it is earmarked', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', { designated: '40.00' });
    expect(await allocate(partner, customer, '60.01')).toMatchObject({ code: 'insufficient_balance' });
    expect(await allocate(partner, customer, '60.00')).toMatchObject({ ok: true });
    expect(await figuresOf(partner)).toMatchObject({ recharge: '40.00', designated: '40.00', available: '0.00' });
    // More can be earmarked than there is: then there must be credit for it.
    expect(await ask(partner, { designated: '50.00' })).toMatchObject({
      code: 'credit_in_use',
      fields: { designated: 'credit_in_use' },
    });
    expect(await ask(partner, { designated: '50.00', creditLimit: '10' })).toMatchObject({ ok: true });
  });

  it('that owes invoices can be spent all the same', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', { owedInvoices: '90.00' });
    expect(await figuresOf(partner)).toMatchObject({ available: '100.00', withdrawable: '10.00' });
    expect(await allocate(partner, customer, '100.00')).toMatchObject({ ok: true });
  });

  it('comes back while credit is in use: by a reclaim, and by parting', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', { creditLimit: '500' });
    await allocate(partner, customer, '400.00');
    const { customerId } = customer;
    expect(await reclaimFunds(actorOf(partner), freshKey(), { customerId, amount: '120.00' })).toMatchObject({
      ok: true,
    });
    expect(await figuresOf(partner)).toMatchObject({ recharge: '0.00', creditUsed: '180.00' });
    const change = await makeChange(customer, 'customer');
    expect(await answerAs(customer, 'partner', change, true)).toMatchObject({ ok: true });
    expect(await figuresOf(partner)).toMatchObject({ recharge: '100.00', creditUsed: '0.00', available: '600.00' });
  });

  it('of a reseller is its distributor’s credit, and comes back to it', async () => {
    const distributor = await makeOrganization({ code: 'CRD', kind: 'distributor' });
    const reseller = await makeOrganization({ code: 'CRR', kind: 'reseller', parent: distributor });
    await termsFor(world.operator, distributor, { creditLimit: '200' });
    const input = { resellerId: reseller.id, amount: '150.00' };
    expect(await allocateToReseller(actorOf(distributor), freshKey(), input)).toMatchObject({ ok: true });
    expect(await figuresOf(distributor)).toMatchObject({ creditUsed: '150.00', available: '50.00' });
    expect(await allocateToReseller(actorOf(distributor), freshKey(), input)).toMatchObject({
      code: 'insufficient_balance',
    });
    expect(await figuresOf(reseller)).toMatchObject({ recharge: '150.00', creditLimit: '0.00', available: '150.00' });
    expect(await reclaimFromReseller(actorOf(distributor), freshKey(), { ...input, amount: '100.00' })).toMatchObject({
      ok: true,
    });
    expect(await figuresOf(distributor)).toMatchObject({ creditUsed: '50.00', available: '150.00' });
  });

  it('[X2] is previewed with the balance below zero that it comes to', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', { creditLimit: '500' });
    const look = (amount: string) =>
      allocateFunds.preview(actorOf(partner), [{ customerId: customer.customerId, amount }]);
    expect(await look('400.00')).toMatchObject([
      { ok: true, balances: { debit: { before: 10_000n, after: -30_000n } } },
    ]);
    expect(await look('600.01')).toMatchObject([{ ok: false, code: 'insufficient_balance' }]);
  });
});
