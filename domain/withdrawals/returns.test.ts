import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { suspenseBalance, suspenseLine } from '@/tests/recharge';
import {
  approved,
  ask,
  backTo,
  fileOf,
  footprint,
  heldOf,
  payingAccount,
  settle,
  toCard,
  withdrawalRow,
} from '@/tests/withdrawals';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { withdrawalNumber } from './payments';
import { returnWithdrawal } from './return-withdrawal';
import { settlePaymentFile } from './settle-payment-file';
import { settlePaymentFiles } from './settle-payment-files';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

let made = 0;
const partnerWith = async (amount: string): Promise<WorldOrganization> => {
  made += 1;
  const partner = await makeOrganization({ code: `W${made}`, kind: 'solution_provider' });
  await fund(world, partner, amount);
  return partner;
};
const finance = () => actorOf(world.operator, 'finance');
const giveBack = (withdrawalId: string, changes: object = {}, key = freshKey()) =>
  returnWithdrawal(finance(), key, { withdrawalId, note: 'Account closed', ...changes });
async function refused(asking: () => ReturnType<typeof giveBack>) {
  const before = await footprint();
  const outcome = await asking();
  expect(await footprint()).toEqual(before);
  if (outcome.ok) throw new Error('it was not refused');
  return { code: outcome.code, fields: outcome.fields };
}
const lineOf = async (amount: string): Promise<Id<'bankLine'>> =>
  suspenseLine(world.operator, await payingAccount(world), { amount, payerName: 'Partner Ltd' });

describe('[F6] a withdrawal that comes back', () => {
  it('while it is on its way is the partner’s again, once, and its recharge is free', async () => {
    const partner = await partnerWith('100.00');
    const id = await approved(world, partner, backTo('100.00'));
    await fileOf(world, [id]);
    const key = freshKey();
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, n) => giveBack(id, {}, n % 2 ? key : freshKey())));
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.replayed)).toHaveLength(1);
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([10_000n, 0n]);
    expect(await withdrawalRow(id)).toMatchObject({
      state: 'returned',
      returnNote: 'Account closed',
      returnTransferId: null,
    });
    // What did not arrive by the original route goes to a bank card, or again.
    await ask(partner, toCard('40.00'));
    await ask(partner, backTo('60.00'));
  });

  it('is not settled with the others of its file', async () => {
    const partner = await partnerWith('100.00');
    const ids = [await approved(world, partner, toCard('30.00')), await approved(world, partner, toCard('20.00'))];
    const paymentFileId = await fileOf(world, ids);
    const [back = newId('withdrawal'), paid = newId('withdrawal')] = ids;
    await settlePaymentFile(finance(), freshKey(), { paymentFileId });
    expect(await giveBack(back)).toMatchObject({ ok: true });
    while ((await settlePaymentFiles()) > 0);
    expect([(await withdrawalRow(back)).state, (await withdrawalRow(paid)).state]).toEqual(['returned', 'settled']);
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([8_000n, 0n]);
  });

  it('after it was paid needs the line that brought the money, and takes it out of suspense', async () => {
    const partner = await partnerWith('100.00');
    const id = await approved(world, partner, backTo('70.00'));
    await settle(world, await fileOf(world, [id]));
    const [line, another] = [await lineOf('70.00'), await lineOf('69.99')];
    const before = await suspenseBalance(world.operator);
    expect(await refused(() => giveBack(id))).toEqual({ code: 'invalid_input', fields: { lineId: 'required' } });
    expect(await refused(() => giveBack(id, { lineId: '' }))).toMatchObject({ fields: { lineId: 'required' } });
    expect(await refused(() => giveBack(id, { lineId: another }))).toMatchObject({ code: 'line_not_open' });
    expect(await refused(() => giveBack(id, { lineId: newId('bankLine') }))).toMatchObject({
      code: 'bank_line_not_found',
    });
    expect(await giveBack(id, { lineId: line })).toMatchObject({ ok: true });
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([10_000n, 0n]);
    expect(before - (await suspenseBalance(world.operator))).toBe(7_000n);
    const { bankLines } = schema;
    const [taken] = await database()
      .select()
      .from(bankLines)
      .where(sql`id = ${uuidOf(line)}::uuid`);
    expect(taken).toMatchObject({ state: 'returned', partnerId: partner.id });
    const row = await withdrawalRow(id);
    expect(row).toMatchObject({ state: 'returned', returnNote: 'Account closed' });
    expect(row.endTransferId).not.toBe(row.returnTransferId);
    // It is nobody's recharge, and can be taken out again.
    await ask(partner, backTo('100.00'));
  });

  it('comes back once: neither again nor by a line that has brought another', async () => {
    const partner = await partnerWith('100.00');
    const ids = [await approved(world, partner, toCard('10.00')), await approved(world, partner, toCard('10.00'))];
    await settle(world, await fileOf(world, ids));
    const [first = newId('withdrawal'), second = newId('withdrawal')] = ids;
    const [line, spare] = [await lineOf('10.00'), await lineOf('10.00')];
    const outcomes = await Promise.all(ids.map((id) => giveBack(id, { lineId: line })));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.find((outcome) => !outcome.ok)).toMatchObject({ code: 'line_not_open' });
    const [back, still] = outcomes[0]?.ok ? [first, second] : [second, first];
    expect(await refused(() => giveBack(back, { lineId: spare }))).toMatchObject({ code: 'withdrawal_wrong_state' });
    expect(await giveBack(still, { lineId: spare })).toMatchObject({ ok: true });
    expect(await balanceOf(partner)).toBe(10_000n);
  });

  it('of a large amount is not said to be unpaid by whoever made its payment file', async () => {
    const partner = await partnerWith('60000.00');
    const id = await approved(world, partner, backTo('50000.00'));
    await fileOf(world, [id]);
    const maker = () =>
      returnWithdrawal(actorOf(world.operator, 'admin'), freshKey(), { withdrawalId: id, note: 'Not paid' });
    expect(await refused(maker)).toEqual({ code: 'second_person_needed', fields: {} });
    expect(await giveBack(id)).toMatchObject({ ok: true });
    const small = await approved(world, partner, toCard('49999.99'));
    await fileOf(world, [small]);
    const alone = { withdrawalId: small, note: 'Not paid' };
    expect(await returnWithdrawal(actorOf(world.operator, 'admin'), freshKey(), alone)).toMatchObject({ ok: true });
  });

  it('of a large amount is not taken from what has arrived for another, nor from a file one has uploaded', async () => {
    const partner = await partnerWith('60000.00');
    const id = await approved(world, partner, backTo('50000.00'));
    await settle(world, await fileOf(world, [id]));
    const account = await payingAccount(world);
    const line = { amount: '50000.00', payerName: 'Somebody Else Ltd' };
    const foreign = await suspenseLine(world.operator, account, { ...line, remittanceText: 'for our order' });
    const own = await suspenseLine(world.operator, account, {
      ...line,
      remittanceText: `returned ${withdrawalNumber(id).toLowerCase()} AC04`,
    });
    const byAdmin = (lineId: string) => () =>
      returnWithdrawal(actorOf(world.operator, 'admin'), freshKey(), { withdrawalId: id, note: 'Closed', lineId });
    const alone = { code: 'second_person_needed', fields: { lineId: 'not_named_by_line' } };
    expect(await refused(byAdmin(foreign))).toEqual(alone);
    // Files of these lines were uploaded by finance.
    expect(await refused(() => giveBack(id, { lineId: own }))).toEqual(alone);
    expect(await byAdmin(own)()).toMatchObject({ ok: true });
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([6_000_000n, 0n]);
  });

  it('is not what has not been sent, nor what is unknown, nor without a reason or a right', async () => {
    const partner = await partnerWith('100.00');
    const [requested, sent] = [await ask(partner, toCard('1.00')), await approved(world, partner, toCard('2.00'))];
    expect(await refused(() => giveBack(requested))).toMatchObject({ code: 'withdrawal_wrong_state' });
    expect(await refused(() => giveBack(sent))).toMatchObject({ code: 'withdrawal_wrong_state' });
    await fileOf(world, [sent]);
    const line = await lineOf('2.00');
    // By the books the bank has not paid it, so nothing can have come back.
    expect(await refused(() => giveBack(sent, { lineId: line }))).toMatchObject({ code: 'withdrawal_wrong_state' });
    expect(await refused(() => giveBack(newId('withdrawal')))).toMatchObject({ code: 'withdrawal_not_found' });
    expect(await refused(() => giveBack(sent, { note: '' }))).toMatchObject({ fields: { note: 'required' } });
    const viewer = () =>
      returnWithdrawal(actorOf(world.operator, 'viewer'), freshKey(), { withdrawalId: sent, note: 'x' });
    expect(await refused(viewer)).toMatchObject({ code: 'not_permitted' });
  });
});
