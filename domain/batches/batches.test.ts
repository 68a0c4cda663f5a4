import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { verifyLedger } from '@/domain/ledger/oracles';
import { readScope } from '@/domain/read-scope';
import { type Id, uuidOf, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
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
import { createAdjustmentBatch } from './create-batch';
import { previewBatch } from './preview-batch';
import { findBatch, listBatches, listBatchItems } from './queries';
import { runAdjustmentBatch } from './run-batch';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
});
afterEach(async () => {
  const broken = Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0);
  expect(broken).toEqual([]);
});
afterAll(() => test.close());

const scopeOf = (organization: WorldOrganization) => readScope(actorOf(organization), 'funds.allocate');
async function draft(organization: WorldOrganization, input: Record<string, unknown>): Promise<Id<'adjustmentBatch'>> {
  const outcome = await createAdjustmentBatch(actorOf(organization), freshKey(), { kind: 'allocate', ...input });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.id;
}
const itemsOf = (organization: WorldOrganization, id: Id<'adjustmentBatch'>) =>
  listBatchItems(scopeOf(organization), id, { afterRow: 0, limit: 5_000 });

describe('a draft', () => {
  it('understands ids, wire ids and account names, and says of each other row why it does not', async () => {
    const payer = await makeOrganization({ code: 'B1', kind: 'solution_provider' });
    await fund(world, payer, '100.00');
    const [one, two, three] = await Promise.all(
      ['a', 'b', 'c'].map((code) => makeCustomer(payer, `B1-${code}`, 'resale')),
    );
    const referral = await makeCustomer(payer, 'B1-ref', 'referral');
    if (!one || !two || !three) throw new Error('three customers');
    const { rows } = await database().execute<{ account_name: string }>(
      sql`select account_name from organizations where id = ${uuidOf(three.id)}`,
    );
    const text = [
      '备注,客户,金额',
      `first,${one.customerId},10.00`,
      `,${wireIdOf(two.customerId).toUpperCase()},"1,000.5"`,
      '',
      `,${rows[0]?.account_name.toUpperCase()},５`,
      `,${world.customers['S2']?.one.customerId},1`,
      ',nobody,1',
      ',,1',
      `,${one.customerId},1.234`,
      `first,${one.customerId},10`,
      `${'x'.repeat(257)},${one.customerId},1`,
      `,${referral.customerId},1`,
    ].join('\r\n');
    const before = await rowCounts();
    const id = await draft(payer, { text });
    expect(grownBy(before, await rowCounts())).toMatchObject({ adjustment_batch_items: 10, audit_entries: 1 });
    const preview = await previewBatch(scopeOf(payer), actorOf(payer), { id, kind: 'allocate' });
    expect(preview.items.map((item) => [item.row, item.problem])).toEqual([
      [2, null],
      [3, 'insufficient_balance'],
      [5, null],
      [6, 'customer_unknown'],
      [7, 'customer_unknown'],
      [8, 'customer_missing'],
      [9, 'amount_too_precise'],
      [10, 'duplicate_row'],
      [11, 'memo_too_long'],
      [12, 'referral_customer'],
    ]);
    expect(preview.accepted).toMatchObject({ count: 2, sum: { minor: 1500n } });
    expect(preview.own).toMatchObject({ before: { minor: 10_000n }, after: { minor: 8_500n } });

    expect(await runAdjustmentBatch(actorOf(payer), freshKey(), { batchId: id })).toMatchObject({ ok: true });
    const after = await itemsOf(payer, id);
    expect(after.map((item) => [item.row, item.outcome])).toEqual(
      preview.items.map((item) => [item.row, item.problem ? 'refused' : 'done']),
    );
    expect(await findBatch(scopeOf(payer), id)).toMatchObject({
      state: 'done',
      rows: { done: 2, refused: 8, waiting: 0 },
    });
    expect(await balanceOf(payer)).toBe(8_500n);
  });

  it.each([
    ['nothing', { text: ' ' }, { text: 'rows_missing' }],
    ['column names only', { text: 'customer,amount' }, { text: 'file_empty' }],
    ['broken quotes', { text: 'a,"1' }, { text: 'quotes_broken' }],
    ['a picture', { file: new Uint8Array([0x89, 0x50, 1, 2, 3]) }, { file: 'not_text' }],
    [
      'a picked customer that is no text',
      { customers: ['a\u0000b'], amount: '1.00' },
      { 'customers.0': 'text_not_plain' },
    ],
    ['half a character', { customers: ['\ud800'], amount: '1.00' }, { 'customers.0': 'text_not_plain' }],
    ['no amount for all', { customers: ['x'], amount: '1e3' }, { amount: 'amount_not_a_number' }],
    ['5,001 rows', { text: 'x,1\n'.repeat(5_001) }, { text: 'too_many_rows' }],
  ])('is not made of %s', async (_name, input, fields) => {
    const before = await rowCounts();
    const outcome = await createAdjustmentBatch(actorOf(world.s1), freshKey(), { kind: 'allocate', ...input });
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_input', fields });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  it('keeps a cell that is cut in the middle of a character', async () => {
    const id = await draft(world.s1, { text: `${'x'.repeat(127)}😀,1,${'m'.repeat(299)}😀` });
    expect((await itemsOf(world.s1, id)).map((item) => item.row)).toHaveLength(1);
  });

  it('of somebody else is like one that does not exist', async () => {
    const id = await draft(world.s1, { text: 'x,1' });
    expect(await findBatch(scopeOf(world.s2), id)).toBeUndefined();
    expect((await listBatches(scopeOf(world.s2), { limit: 50 })).rows).toEqual([]);
    expect(await itemsOf(world.s2, id)).toEqual([]);
    const outcome = await runAdjustmentBatch(actorOf(world.s2), freshKey(), { batchId: id });
    expect(outcome).toMatchObject({ ok: false, code: 'batch_not_found' });
  });

  it('without a row that can be carried out is not run', async () => {
    const id = await draft(world.s1, { text: 'x,1' });
    const outcome = await runAdjustmentBatch(actorOf(world.s1), freshKey(), { batchId: id });
    expect(outcome).toMatchObject({ ok: false, code: 'batch_has_no_valid_rows' });
  });

  it('is made and run by those who may allocate', async () => {
    const id = await draft(world.s1, { text: 'x,1' });
    for (const role of ['viewer', 'sales'] as const) {
      const actor = actorOf(world.s1, role);
      const made = await createAdjustmentBatch(actor, freshKey(), { kind: 'allocate', text: 'x,1' });
      const ran = await runAdjustmentBatch(actor, freshKey(), { batchId: id });
      expect([made, ran]).toMatchObject([{ code: 'not_permitted' }, { code: 'not_permitted' }]);
    }
  });
});

describe('[M14] a batch of a hundred', () => {
  const hundred = async (code: string) => {
    const payer = await makeOrganization({ code, kind: 'solution_provider' });
    await fund(world, payer, '200.00');
    const customers = await Promise.all(
      Array.from({ length: 99 }, (_, index) => makeCustomer(payer, `${code}-${index}`, 'resale')),
    );
    const lines = customers.map(({ customerId }, index) => `${customerId},${index === 49 ? '500.00' : '1.00'}`);
    lines.splice(69, 0, lines[9] ?? '');
    return { payer, id: await draft(payer, { text: lines.join('\n') }) };
  };

  it('declines the overdraft in row 50 and the duplicate in row 70, pays the rest, and moves nothing the second time', async () => {
    const { payer, id } = await hundred('M14');
    expect(await runAdjustmentBatch(actorOf(payer), freshKey(), { batchId: id })).toMatchObject({ ok: true });
    const items = await itemsOf(payer, id);
    expect(items.filter((item) => item.outcome === 'refused').map((item) => [item.row, item.refusal])).toEqual([
      [50, 'insufficient_balance'],
      [70, 'duplicate_row'],
    ]);
    const batch = await findBatch(scopeOf(payer), id);
    expect(batch).toMatchObject({ state: 'done', moved: { minor: 9_800n }, rows: { all: 100, done: 98 } });
    expect(await balanceOf(payer)).toBe(20_000n - 9_800n);
    const again = await runAdjustmentBatch(actorOf(payer), freshKey(), { batchId: id });
    expect(again).toMatchObject({ ok: false, code: 'batch_already_run' });
    expect(await balanceOf(payer)).toBe(20_000n - 9_800n);
  });

  it('goes on where it was broken off, and pays no row twice', async () => {
    const { payer, id } = await hundred('M14k');
    // What a process leaves that dies after paying sixty rows and before marking them.
    await database().execute(
      sql`update adjustment_batches set state = 'running', started_at = now() where id = ${uuidOf(id)}`,
    );
    const paid = (await itemsOf(payer, id)).slice(0, 60).filter((item) => item.outcome === 'waiting');
    await allocateFunds.many(
      actorOf(payer),
      paid.map((item) => ({
        requestKey: `${id}/${item.row}`,
        input: { customerId: item.customer?.id, amount: item.amountText, memo: item.memo },
      })),
    );
    expect(await balanceOf(payer)).toBe(20_000n - 5_900n);
    expect(await runAdjustmentBatch(actorOf(payer), freshKey(), { batchId: id })).toMatchObject({ ok: true });
    expect(await findBatch(scopeOf(payer), id)).toMatchObject({ state: 'done', rows: { done: 98, refused: 2 } });
    expect(await balanceOf(payer)).toBe(20_000n - 9_800n);
  });

  it('[T13] goes no further once its user is disabled, and is finished by a colleague', async () => {
    const { payer, id } = await hundred('left');
    const gone = actorOf(payer, 'finance');
    await database().execute(
      sql`update users set state = 'disabled', disabled_at = clock_timestamp() where id = ${uuidOf(payer.users.finance)}`,
    );
    await runAdjustmentBatch(gone, freshKey(), { batchId: id });
    expect(await balanceOf(payer)).toBe(20_000n);
    expect(await runAdjustmentBatch(actorOf(payer, 'admin'), freshKey(), { batchId: id })).toMatchObject({ ok: true });
    expect(await balanceOf(payer)).toBe(20_000n - 9_800n);
  });

  it('run by two at once pays each row once', async () => {
    const { payer, id } = await hundred('M14t');
    const run = () => runAdjustmentBatch(actorOf(payer), freshKey(), { batchId: id });
    await Promise.all([run(), run(), run()]);
    expect(await findBatch(scopeOf(payer), id)).toMatchObject({ state: 'done', rows: { done: 98, refused: 2 } });
    expect(await balanceOf(payer)).toBe(20_000n - 9_800n);
  });
});

describe('a batch of picked customers', () => {
  it('takes back the same amount from each', async () => {
    const payer = await makeOrganization({ code: 'BS', kind: 'solution_provider' });
    await fund(world, payer, '30.00');
    const customers = await Promise.all(['a', 'b', 'c'].map((code) => makeCustomer(payer, `BS-${code}`, 'resale')));
    const picked = { customers: customers.map((customer) => customer.customerId), amount: '10.00' };
    const give = await draft(payer, picked);
    await runAdjustmentBatch(actorOf(payer), freshKey(), { batchId: give });
    expect(await balanceOf(payer)).toBe(0n);
    const take = await draft(payer, { ...picked, amount: '2.50', kind: 'reclaim' });
    await runAdjustmentBatch(actorOf(payer), freshKey(), { batchId: take });
    expect(await balanceOf(payer)).toBe(750n);
    expect((await listBatches(scopeOf(payer), { limit: 1 })).rows).toMatchObject([
      { id: take, kind: 'reclaim', moved: { minor: 750n } },
    ]);
  });
});
