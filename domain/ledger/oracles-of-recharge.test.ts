import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvePosting } from '@/domain/reconciliation/approve-posting';
import { takeBack } from '@/domain/reconciliation/take-back';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight, brokenBy } from '@/tests/oracles';
import { notify, signed } from '@/tests/payments';
import { askedRefund, refundedFor, refundFailedFor } from '@/tests/refunds';
import { creditedLine, reversalOf } from '@/tests/reversals';
import { ask, backTo } from '@/tests/withdrawals';
import { actorOf, freshKey, fund, seedWorld, type World } from '@/tests/world';

let test: TestDatabase;
let client: pg.Client;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  // Two credits of one partner and amount that the bank has taken back, one after the other.
  for (const payer of ['甲', '乙']) {
    const originalId = await creditedLine(world, world.s1, '100.00', payer);
    const input = { lineId: await reversalOf(world, originalId), originalId };
    const proposed = await takeBack(actorOf(world.operator, 'finance'), freshKey(), input);
    if (!proposed.ok) throw new Error(proposed.code);
    await approvePosting(actorOf(world.operator), freshKey(), { postingId: proposed.id });
  }
  // Two payments that went back, one that could not.
  for (let n = 0; n < 2; n += 1) await notify(signed(refundedFor((await askedRefund(world, world.s2)).refundId)));
  await notify(signed(refundFailedFor((await askedRefund(world, world.s2)).refundId)));
  // Two partners of which one asks for what it has paid in.
  for (const partner of [world.d1, world.s1]) await fund(world, partner, '50.00');
  await ask(world.d1, backTo('50.00'));
  client = new pg.Client({ connectionString: test.superUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await test.close();
});

describe('what went back', () => {
  it('is right where commands did it', booksAreRight);

  const last = (table: string, where: string) => `(select max(id::text)::uuid from ${table} where ${where})`;
  const first = (table: string, where: string) => `(select min(id::text)::uuid from ${table} where ${where})`;
  it.each([
    [
      'take_back_wrong',
      'two reversals that take one line back',
      `drop index bank_postings_original_key; drop index bank_postings_recharge_key;
       update bank_postings p set original_line_id = o.original_line_id, recharge_id = o.recharge_id from bank_postings o
        where p.id = ${last('bank_postings', "kind = 'take_back'")} and o.id = ${first('bank_postings', "kind = 'take_back'")}`,
    ],
    [
      'withdrawal_above_recharge',
      'money that goes back to whom another partner’s came from',
      `update withdrawal_flows set recharge_id = (select id from bank_transfers where organization_id <> withdrawal_flows.organization_id and amount_minor = 5000 and line_id is null)
        where recharge_kind = 'bank_transfer'`,
    ],
    [
      'withdrawal_above_recharge',
      'one payment that goes back twice',
      `update withdrawal_flows set recharge_id = (select recharge_id from payment_refunds where state = 'refunded' order by id limit 1) where recharge_kind = 'online'`,
    ],
    [
      'refund_wrong',
      'a refund of another payment than the withdrawal says',
      `update payment_refunds set recharge_id = (select recharge_id from payment_refunds where state = 'failed') where state = 'refunded'`,
    ],
    [
      'refund_wrong',
      'a refund that failed and is settled',
      `update payment_refunds set state = 'failed' where state = 'refunded'`,
    ],
    ['refund_wrong', 'a refund of another amount', `update payment_refunds set amount_minor = amount_minor + 1`],
    [
      'withdrawal_wrong_way',
      'held money of a refund that left for the bank',
      `update ledger_transfers set credit_id = (select id from ledger_accounts where purpose = 'bank_clearing') where id =
        (select end_transfer_id from withdrawals where route = 'provider' and state = 'settled' order by id limit 1)`,
    ],
  ])('is named by %s: %s', async (name, _what, statement) => {
    expect(await brokenBy(client, statement)).toContain(name);
  });
});
