import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { type Id, newId, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { ask, backTo, footprint, heldOf, requester, setTerms, toCard, withdrawalRow } from '@/tests/withdrawals';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { cancelWithdrawal } from './cancel-withdrawal';
import { completeFlows } from './plan-flows';
import { previewWithdrawal } from './preview-withdrawal';
import { requestWithdrawal } from './request-withdrawal';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

let made = 0;
const partnerWith = async (...amounts: string[]): Promise<WorldOrganization> => {
  made += 1;
  const partner = await makeOrganization({ code: `W${made}`, kind: 'solution_provider' });
  for (const amount of amounts) await fund(world, partner, amount);
  return partner;
};
const flowsOf = async (id: Id<'withdrawal'>) => {
  const rows = await database()
    .select()
    .from(schema.withdrawalFlows)
    .where(sql`withdrawal_id = ${uuidOf(id)}::uuid`)
    .orderBy(schema.withdrawalFlows.number);
  return rows.map((row) => row.amountMinor);
};
/** Asks for what must be refused. @returns why, and it has left nothing */
async function refused(partner: WorldOrganization, input: object, who = requester(partner)) {
  const before = await footprint();
  const outcome = await requestWithdrawal(who, freshKey(), input);
  expect(await footprint()).toEqual(before);
  if (outcome.ok) throw new Error('it was not refused');
  return { code: outcome.code, fields: outcome.fields };
}

describe('[F6] taking money out', () => {
  it('holds it from the request on, once for one key, fifty times at once', async () => {
    const partner = await partnerWith('100.00');
    const [key, input] = [freshKey(), toCard('30.00')];
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => decided(() => requestWithdrawal(requester(partner), key, input))),
    );
    const again = await requestWithdrawal(requester(partner), key, input);
    expect(again).toMatchObject({ ok: true, replayed: true });
    expect(new Set(outcomes.map((outcome) => outcome.ok && outcome.id))).toEqual(new Set([again.ok && again.id]));
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([7_000n, 3_000n]);
    expect(await requestWithdrawal(requester(partner), key, toCard('1.00'))).toMatchObject({ code: 'request_reused' });
    const row = await withdrawalRow(again.ok ? again.id : newId('withdrawal'));
    expect(row).toMatchObject({ state: 'requested', kind: 'bank_card', accountNumber: '6222021234567894', note: null });
  });

  it('asks everybody for a code first, whatever their organization’s switch says', async () => {
    const partner = await partnerWith('100.00');
    for (const areAsked of [false, true]) {
      const who = actorOf(partner, 'admin', { codes: { areAsked, isShown: false } });
      expect(await refused(partner, toCard('1.00'), who)).toEqual({ code: 'code_required', fields: {} });
    }
  });

  it('takes own money only, above what is earmarked and what invoices are owed for; credit never goes out', async () => {
    const partner = await partnerWith('100.00');
    await setTerms(world.operator, partner, { credit: '500.00', designated: '20.00', owed: '30.00' });
    const problem = { code: 'not_withdrawable', fields: { amount: 'not_withdrawable' } };
    expect(await refused(partner, toCard('50.01'))).toEqual(problem);
    await ask(partner, toCard('50.00'));
    expect(await refused(partner, toCard('0.01'))).toEqual(problem);
    // On credit it may still allocate.
    const { customerId } = await makeCustomer(partner, `W${made}-c`, 'resale');
    expect(await allocateFunds(actorOf(partner), freshKey(), { customerId, amount: '400.00' })).toMatchObject({
      ok: true,
    });
    expect(await refused(partner, toCard('0.01'))).toEqual(problem);
    expect(await heldOf(partner)).toBe(5_000n);
  });

  it('does not take what has been allocated, nor what is held already', async () => {
    const partner = await partnerWith('100.00');
    const { customerId } = await makeCustomer(partner, `W${made}-c`, 'resale');
    await allocateFunds(actorOf(partner), freshKey(), { customerId, amount: '60.00' });
    expect(await refused(partner, toCard('40.01'))).toMatchObject({ code: 'not_withdrawable' });
    await ask(partner, toCard('30.00'));
    expect(await refused(partner, backTo('10.01'))).toMatchObject({ code: 'not_withdrawable' });
    await ask(partner, backTo('10.00'));
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([0n, 4_000n]);
  });

  it('is refused while the partner is frozen, and the money stays where it is', async () => {
    const partner = await partnerWith('100.00');
    const withdrawalId = await ask(partner, toCard('10.00'));
    await freezeOrganization(actorOf(world.operator), freshKey(), { organizationId: partner.id, reason: 'Test' });
    expect(await refused(partner, toCard('1.00'))).toEqual({ code: 'organization_frozen', fields: {} });
    const before = await footprint();
    expect(await cancelWithdrawal(requester(partner), freshKey(), { withdrawalId })).toMatchObject({
      code: 'organization_frozen',
    });
    expect(await footprint()).toEqual(before);
  });

  it.each([
    ['kind', { kind: '' }, { kind: 'required' }],
    ['amount', { amount: '0' }, { amount: 'amount_not_positive' }],
    ['amount', { amount: '1.001' }, { amount: 'amount_too_precise' }],
    ['accountNumber', { accountNumber: '6222021234567895' }, { accountNumber: 'invalid_account' }],
    ['accountNumber', { accountNumber: 'DE88370400440532013000' }, { accountNumber: 'invalid_account' }],
    ['accountNumber', { accountNumber: '62220212' }, { accountNumber: 'invalid_account' }],
    ['accountNumber', { accountNumber: '=1+1' }, { accountNumber: 'invalid_account' }],
    [
      'account of a company',
      { payeeType: 'company_account', accountNumber: '1234' },
      { accountNumber: 'invalid_account' },
    ],
    ['payee', { payeeType: '' }, { payeeType: 'required' }],
    ['payee', { payeeType: 'person' }, { payeeType: 'invalid' }],
    ['accountNumber', { accountNumber: ' ' }, { accountNumber: 'required' }],
    [
      'bank data',
      { accountName: '', bankName: null, branch: ' ' },
      { accountName: 'required', bankName: 'required', branch: 'required' },
    ],
    ['branch', { branch: 'b'.repeat(129) }, { branch: 'too_long' }],
    ['note', { note: 'n'.repeat(257) }, { note: 'too_long' }],
    ['member', { state: 'approved' }, { '': 'invalid' }],
  ])('refuses a wrong %s with its reason', async (_name, changes, fields) => {
    expect(await refused(world.s1, toCard('1.00', changes))).toEqual({ code: 'invalid_input', fields });
  });

  it.each([
    ['of fifteen digits that prove nothing', '4403 0123 4567 891', '440301234567891'],
    ['with letters', 'nra 9550 8802', 'NRA95508802'],
    ['of five', '12345', '12345'],
  ])('takes the account of a company %s', async (_name, accountNumber, kept) => {
    const partner = await partnerWith('10.00');
    const id = await ask(partner, toCard('1.00', { payeeType: 'company_account', accountNumber }));
    expect(await withdrawalRow(id)).toMatchObject({ payeeType: 'company_account', accountNumber: kept });
  });

  it('takes an IBAN for a bank card too', async () => {
    const partner = await partnerWith('10.00');
    const id = await ask(partner, toCard('1.00', { accountNumber: 'de89 3704 0044 0532 0130 00' }));
    expect(await withdrawalRow(id)).toMatchObject({ accountNumber: 'DE89370400440532013000' });
  });
});

describe('[F6] the original route', () => {
  it.each([
    ['the last alone', ['10.00', '20.00', '30.00'], '5.00', [500n]],
    ['the whole last', ['10.00', '20.00', '30.00'], '30.00', [3_000n]],
    ['a part of the one before', ['10.00', '20.00', '30.00'], '30.01', [3_000n, 1n]],
    ['two and a part of the oldest', ['10.00', '20.00', '30.00'], '55.00', [3_000n, 2_000n, 500n]],
    ['all of it', ['10.00', '20.00', '30.00'], '60.00', [3_000n, 2_000n, 1_000n]],
  ])('takes the last recharge first: %s', async (_name, recharges, amount, taken) => {
    const partner = await partnerWith(...recharges);
    expect(await flowsOf(await ask(partner, backTo(amount)))).toEqual(taken);
  });

  it('takes nothing twice, and what comes to nothing is free again', async () => {
    const partner = await partnerWith('10.00', '20.00', '30.00');
    const first = await ask(partner, backTo('35.00'));
    expect(await flowsOf(first)).toEqual([3_000n, 500n]);
    expect(await flowsOf(await ask(partner, backTo('10.00')))).toEqual([1_000n]);
    expect(await cancelWithdrawal(requester(partner), freshKey(), { withdrawalId: first })).toMatchObject({ ok: true });
    expect(await flowsOf(await ask(partner, backTo('45.00')))).toEqual([3_000n, 1_000n, 500n]);
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([500n, 5_500n]);
  });

  it('leaves the recharges alone that a bank card took the money of', async () => {
    const partner = await partnerWith('10.00', '5.00');
    await ask(partner, toCard('12.00'));
    expect(await refused(partner, backTo('3.01'))).toMatchObject({ fields: { amount: 'not_withdrawable' } });
    expect(await flowsOf(await ask(partner, backTo('3.00')))).toEqual([300n]);
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([0n, 1_500n]);
  });

  it('goes no further than what was recharged, wherever else money may come from', () => {
    const flow = {
      ...{
        rechargeKind: 'bank_transfer' as const,
        rechargeId: '',
        rechargedAt: new Date(0),
        amount: money(100n, 'CNY'),
      },
      ...{ route: 'bank' as const, provider: null },
      ...{ accountName: 'P', accountNumber: '11112222', bankName: 'B', branch: 'N' },
    };
    const bank = { accountNumber: null, bankName: null, branch: null };
    const problemsOf = (minor: bigint) => completeFlows([flow], { ...bank, amount: money(minor, 'CNY') }).problems;
    expect([problemsOf(100n), problemsOf(101n)]).toEqual([{}, { amount: 'above_recharges' }]);
  });

  it('asks once for what the recharge does not say, and remembers it', async () => {
    const partner = await partnerWith('10.00', '10.00');
    const bare = { kind: 'original', amount: '4.00' };
    const lacking = { accountNumber: 'required', bankName: 'required', branch: 'required' };
    expect(await refused(partner, bare)).toEqual({ code: 'invalid_input', fields: lacking });
    expect(await refused(partner, { ...backTo('4.00'), branch: ' ' })).toEqual({
      code: 'invalid_input',
      fields: { branch: 'required' },
    });
    await ask(partner, backTo('4.00'));
    const second = await ask(partner, bare);
    const [flow] = await database()
      .select()
      .from(schema.withdrawalFlows)
      .where(sql`withdrawal_id = ${uuidOf(second)}::uuid`);
    expect(flow).toMatchObject({ accountNumber: '110022334455', bankName: 'Own Bank', branch: 'North' });
  });

  it('asks for the branch alone where the bank said from which account it came, and never sends it to another', async () => {
    const partner = await partnerWith();
    await rechargedFrom(partner, '10.00', '6217 0000-1111');
    expect(await refused(partner, { kind: 'original', amount: '1.00' })).toEqual({
      code: 'invalid_input',
      fields: { bankName: 'required', branch: 'required' },
    });
    const id = await ask(partner, backTo('1.00', { accountNumber: '99999999' }));
    const [flow] = await database()
      .select()
      .from(schema.withdrawalFlows)
      .where(sql`withdrawal_id = ${uuidOf(id)}::uuid`);
    expect(flow).toMatchObject({ accountNumber: '621700001111', bankName: 'Own Bank', branch: 'North' });
  });

  it('asks for one account at a time', async () => {
    const partner = await partnerWith();
    await rechargedFrom(partner, '10.00', '62170000111');
    await rechargedFrom(partner, '10.00', '62170000222');
    expect(await refused(partner, backTo('15.00'))).toEqual({
      code: 'not_withdrawable',
      fields: { amount: 'several_accounts' },
    });
    await ask(partner, backTo('10.00'));
    await ask(partner, backTo('10.00'));
  });

  it('is shown before it is asked for, by the same plan, and leaves nothing', async () => {
    const partner = await partnerWith('10.00', '20.00');
    const before = await footprint();
    const shown = await previewWithdrawal(actorOf(partner), backTo('25.00'));
    expect(shown.objection).toBeUndefined();
    expect(shown.outlook?.flows.map(({ amount }) => formatMoney(amount))).toEqual(['20.00', '5.00']);
    const tooMuch = await previewWithdrawal(actorOf(partner), backTo('30.01'));
    expect(tooMuch.objection).toEqual({ code: 'not_withdrawable', fields: { amount: 'not_withdrawable' } });
    expect(await footprint()).toEqual(before);
  });
});

/** Money from an account that the bank named, as a line of its statement leaves it: here recorded by hand, and the account added. */
async function rechargedFrom(partner: WorldOrganization, amount: string, payerAccount: string): Promise<void> {
  await fund(world, partner, amount);
  await test.owner.query('alter table bank_transfers disable trigger user');
  await test.owner.query(
    'update bank_transfers set payer_account = $1 where organization_id = $2 and payer_account is null',
    [payerAccount, uuidOf(partner.id)],
  );
  await test.owner.query('alter table bank_transfers enable trigger user');
}
