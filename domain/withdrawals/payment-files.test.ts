import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { readScope } from '@/domain/read-scope';
import { type Id, newId, uuidOf } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { at, painProblems, parseXml } from '@/tests/pain001';
import { receivingAccountOf } from '@/tests/recharge';
import {
  approved,
  ask,
  backTo,
  dayFromNow,
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
import { downloadPaymentFile } from './download-payment-file';
import { makePaymentFile } from './make-payment-file';
import { findPaymentFile, readPaymentFile } from './payment-file-queries';
import { settlePaymentFile } from './settle-payment-file';
import { settlePaymentFiles } from './settle-payment-files';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
  partner = await makeOrganization({ code: 'W', kind: 'distributor' });
  for (const amount of ['100000.00', '200000.00', '300.00']) await fund(world, partner, amount);
});
afterEach(booksAreRight);
afterAll(() => test.close());

const admin = () => actorOf(world.operator, 'admin');
const finance = () => actorOf(world.operator, 'finance');
const inputOf = async (withdrawalIds: readonly Id<'withdrawal'>[], changes: object = {}) => ({
  withdrawalIds,
  receivingAccountId: (await payingAccount(world)).id,
  executionOn: await dayFromNow(1),
  ...changes,
});
/** What must be refused. @returns why, and it has left nothing */
async function refused(
  asking: () => Promise<{ readonly ok: boolean; readonly code?: string; readonly fields?: object }>,
) {
  const before = await footprint();
  const outcome = await asking();
  expect(await footprint()).toEqual(before);
  if (outcome.ok) throw new Error('it was not refused');
  return { code: outcome.code, fields: outcome.fields };
}
const scope = () => readScope(finance(), 'withdrawals.oversee');
const bankBalance = () => balanceOf(world.operator);

describe('[F6] a payment file', () => {
  it('asks the bank for each flow and each card, to the cent, and never changes', async () => {
    const original = await approved(world, partner, backTo('200350.00'));
    const card = await approved(world, partner, toCard('49.99'));
    const id = await fileOf(world, [card, original]);
    const file = await readPaymentFile(scope(), id);
    const shown = await findPaymentFile(scope(), id);
    if (!file || !shown) throw new Error('the file is there');
    expect(shown).toMatchObject({ state: 'made', paymentCount: 4, sent: 2, settled: 0, returned: 0 });
    expect(formatMoney(shown.total)).toBe('200399.99');
    expect(shown.sha256).toBe(createHash('sha256').update(file.pain001).digest('hex'));
    const document = parseXml(file.pain001);
    expect(painProblems(document)).toEqual([]);
    const group = at(document, 'CstmrCdtTrfInitn/PmtInf');
    const transfers = (group?.children ?? []).filter(({ name }) => name === 'CdtTrfTxInf');
    const told = transfers.map((each) =>
      ['PmtId/EndToEndId', 'Amt/InstdAmt', 'CdtrAcct/Id/Othr/Id', 'CdtrAgt/BrnchId/Nm'].map(
        (path) => at(each, path)?.text,
      ),
    );
    const number = (of: Id<'withdrawal'>) => `WD${of.slice(4).toUpperCase()}`;
    expect(told.toSorted()).toEqual(
      [
        [`${number(original)}-1`, '300.00', '110022334455', 'North'],
        [`${number(original)}-2`, '200000.00', '110022334455', 'North'],
        [`${number(original)}-3`, '50.00', '110022334455', 'North'],
        [number(card), '49.99', '6222021234567894', 'West'],
      ].toSorted(),
    );
    expect(file.csv.trim().split('\r\n')).toHaveLength(5);
    expect(at(document, 'CstmrCdtTrfInitn/GrpHdr/MsgId')?.text).toBe(shown.number);
    const change = `update payment_files set csv = 'x' where id = '${uuidOf(id)}'`;
    await expect(database().execute(sql.raw(change))).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  it('takes a withdrawal once: of fifty at once one does, and its key tells the same again', async () => {
    const withdrawalIds = [
      await approved(world, partner, toCard('1.00')),
      await approved(world, partner, toCard('2.00')),
    ];
    const [key, input] = [freshKey(), await inputOf(withdrawalIds)];
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => {
        const mine = n % 2 ? key : freshKey();
        return decided(() => makePaymentFile(admin(), mine, input));
      }),
    );
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.replayed)).toHaveLength(1);
    const codes = new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])));
    expect([...codes].filter((code) => code !== 'nothing_to_pay')).toEqual([]);
    const [first, second] = [
      await withdrawalRow(withdrawalIds[0] ?? newId('withdrawal')),
      await withdrawalRow(withdrawalIds[1] ?? newId('withdrawal')),
    ];
    expect([first.state, second.state]).toEqual(['sent', 'sent']);
    expect(first.paymentFileId).toBe(second.paymentFileId);
    expect(
      await database().$count(
        schema.paymentFiles,
        sql`id = ${uuidOf(first.paymentFileId ?? newId('paymentFile'))}::uuid`,
      ),
    ).toBe(1);
  });

  it('takes all or none, and only what is approved', async () => {
    const [good, requested] = [await approved(world, partner, toCard('1.00')), await ask(partner, toCard('1.00'))];
    const make = (ids: readonly Id<'withdrawal'>[], changes: object = {}, who = admin()) =>
      refused(async () => makePaymentFile(who, freshKey(), await inputOf(ids, changes)));
    expect(await make([requested])).toEqual({ code: 'nothing_to_pay', fields: {} });
    expect(await make([good, requested])).toEqual({
      code: 'withdrawal_wrong_state',
      fields: { withdrawalIds: 'withdrawal_wrong_state' },
    });
    expect(await make([good, newId('withdrawal')])).toEqual({ code: 'withdrawal_not_found', fields: {} });
    expect(await make([])).toMatchObject({ fields: { withdrawalIds: 'required' } });
    expect(await make([good], { executionOn: await dayFromNow(-1) })).toMatchObject({
      fields: { executionOn: 'in_the_past' },
    });
    expect(await make([good], { executionOn: await dayFromNow(31) })).toMatchObject({
      fields: { executionOn: 'out_of_bounds' },
    });
    expect(await make([good], { executionOn: '2026-02-30' })).toMatchObject({
      fields: { executionOn: 'invalid_date' },
    });
    const nobody = { receivingAccountId: newId('receivingAccount') };
    expect(await make([good], nobody)).toEqual({ code: 'receiving_account_not_found', fields: {} });
    const closed = await receivingAccountOf(world.operator, { isDefault: false, state: 'closed' });
    expect(await make([good], { receivingAccountId: closed.id })).toMatchObject({
      code: 'receiving_account_not_found',
    });
    const asked = actorOf(world.operator, 'admin', { codes: { areAsked: true, isShown: false } });
    expect(await make([good], {}, asked)).toMatchObject({ code: 'code_required' });
    for (const who of [actorOf(world.operator, 'viewer'), actorOf(partner, 'finance')])
      expect(await make([good], {}, who)).toMatchObject({ code: 'not_permitted' });
  });

  it('needs a second person for what one has approved alone, from the threshold on, also in parts', async () => {
    const parts = [
      await approved(world, partner, toCard('25000.00')),
      await approved(world, partner, toCard('25000.00')),
    ];
    const [one] = parts;
    if (!one) throw new Error('there is one');
    expect(await refused(async () => makePaymentFile(finance(), freshKey(), await inputOf(parts)))).toMatchObject({
      code: 'second_person_needed',
    });
    expect(await makePaymentFile(finance(), freshKey(), await inputOf([one]))).toMatchObject({ ok: true });
    expect(await makePaymentFile(admin(), freshKey(), await inputOf(parts.slice(1)))).toMatchObject({ ok: true });
  });

  it('pays no partner that has been frozen meanwhile', async () => {
    const frozen = await makeOrganization({ code: 'WF', kind: 'solution_provider' });
    await fund(world, frozen, '10.00');
    const ids = [await approved(world, frozen, toCard('10.00')), await approved(world, partner, toCard('1.00'))];
    await freezeOrganization(actorOf(world.operator), freshKey(), { organizationId: frozen.id, reason: 'Test' });
    expect(await refused(async () => makePaymentFile(admin(), freshKey(), await inputOf(ids)))).toMatchObject({
      code: 'partner_frozen',
    });
  });

  it('is kept in the audit when somebody takes it, and is nobody else’s', async () => {
    const id = await fileOf(world, [await approved(world, partner, toCard('1.00'))]);
    const take = (who = finance(), paymentFileId: string = id) =>
      downloadPaymentFile(who, freshKey(), { paymentFileId, format: 'pain001' });
    expect(await take()).toMatchObject({ ok: true });
    const [entry] = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`action = 'payment_files.download' and subject_id = ${id}`);
    expect(entry?.detail).toMatchObject({ format: 'pain001' });
    expect(await take(finance(), newId('paymentFile'))).toMatchObject({ code: 'payment_file_not_found' });
    expect(await take(actorOf(world.operator, 'viewer'))).toMatchObject({ code: 'not_permitted' });
    const partners = readScope(actorOf(partner), 'withdrawals.read');
    expect([await readPaymentFile(partners, id), await findPaymentFile(partners, id)]).toEqual([undefined, undefined]);
  });
});

describe('[F6] settling a payment file', () => {
  it('lets each amount leave once, by however many workers, however often', async () => {
    const mine = await makeOrganization({ code: 'WS', kind: 'solution_provider' });
    await fund(world, mine, '1000.00');
    const withdrawalIds: Id<'withdrawal'>[] = [];
    for (let n = 0; n < 60; n += 1) withdrawalIds.push(await approved(world, mine, toCard('10.00')));
    const paymentFileId = await fileOf(world, withdrawalIds);
    const before = await bankBalance();
    expect(await settlePaymentFiles()).toBe(0);
    const said = await Promise.all(
      Array.from({ length: 8 }, () => settlePaymentFile(admin(), freshKey(), { paymentFileId })),
    );
    expect(said.filter((outcome) => outcome.ok)).toHaveLength(1);
    const worker = async () => {
      for (let idle = 0; idle < 3; ) if ((await settlePaymentFiles()) === 0) idle += 1;
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    expect(await settlePaymentFiles()).toBe(0);
    expect([await balanceOf(mine), await heldOf(mine)]).toEqual([40_000n, 0n]);
    expect((await bankBalance()) - before).toBe(60_000n);
    expect(await findPaymentFile(scope(), paymentFileId)).toMatchObject({ state: 'settled', sent: 0, settled: 60 });
    const moves = sql`kind = 'withdraw_pay' and exists (select 1 from withdrawals w where w.end_transfer_id = ledger_transfers.id
      and w.organization_id = ${uuidOf(mine.id)}::uuid)`;
    expect(await database().$count(schema.ledgerTransfers, moves)).toBe(60);
  });

  it('goes on with the others where one account is under the emergency brake, and with that one afterwards', async () => {
    const partners: WorldOrganization[] = [];
    for (const code of ['WBA', 'WBB']) {
      const one = await makeOrganization({ code, kind: 'solution_provider' });
      await fund(world, one, '1000.00');
      partners.push(one);
    }
    const [braked = world.s1, other = world.s1] = partners;
    // More than one step takes, and older than all of the other's.
    const stuck: Id<'withdrawal'>[] = [];
    for (let n = 0; n < 26; n += 1) stuck.push(await approved(world, braked, toCard('1.00')));
    const files = [await fileOf(world, [...stuck, await approved(world, other, toCard('2.00'))])];
    files.push(await fileOf(world, [await approved(world, other, toCard('3.00'))]));
    const brake = (isOn: boolean) =>
      test.owner.query(
        "update ledger_balances set frozen = $2 where account_id = (select id from ledger_accounts where owner_id = $1 and purpose = 'held')",
        [uuidOf(braked.id), isOn],
      );
    await brake(true);
    for (const paymentFileId of files) await settlePaymentFile(admin(), freshKey(), { paymentFileId });
    while ((await settlePaymentFiles()) > 0);
    expect([await heldOf(braked), await heldOf(other)]).toEqual([2_600n, 0n]);
    await brake(false);
    while ((await settlePaymentFiles()) > 0);
    expect(await heldOf(braked)).toBe(0n);
    for (const id of files) expect(await findPaymentFile(scope(), id)).toMatchObject({ state: 'settled', sent: 0 });
  });

  it('is said once, of a file that exists, by the operator', async () => {
    const paymentFileId = await fileOf(world, [await approved(world, partner, toCard('1.00'))]);
    const say = (who: ReturnType<typeof admin>, id: string = paymentFileId) =>
      refused(() => settlePaymentFile(who, freshKey(), { paymentFileId: id }));
    expect(await say(admin(), newId('paymentFile'))).toEqual({ code: 'payment_file_not_found', fields: {} });
    expect(await say(actorOf(world.operator, 'viewer'))).toMatchObject({ code: 'not_permitted' });
    await settle(world, paymentFileId);
    expect(await say(admin())).toEqual({ code: 'payment_file_settled', fields: {} });
  });

  it('tells the partner of each, and keeps who said so', async () => {
    const id = await approved(world, partner, toCard('1.00'));
    await settle(world, await fileOf(world, [id]));
    const row = await withdrawalRow(id);
    expect(row).toMatchObject({ state: 'settled', endedBy: world.operator.users.admin });
    const events = await database().select().from(schema.outboxEvents).where(sql`subject_id = ${id}`);
    expect(events.map(({ kind }) => kind).toSorted()).toEqual([
      'withdrawal.decided',
      'withdrawal.requested',
      'withdrawal.sent',
      'withdrawal.settled',
    ]);
    expect(events.find(({ kind }) => kind === 'withdrawal.settled')?.transferId).toBe(row.endTransferId);
  });
});
