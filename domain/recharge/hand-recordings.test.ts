import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import type { RefusalCode } from '@/domain/refusal';
import { pageRequest } from '@/lib/cursor';
import { type Id, newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { creditLine, imported, partnerWithNumber, statementOf } from '@/tests/bank-import';
import { brokenAt } from '@/tests/broken-at';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { openProposal, transferInput } from '@/tests/hand-recording-inputs';
import { booksAreRight } from '@/tests/oracles';
import { receivingAccountOf } from '@/tests/recharge';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, balanceOf, freshKey, makeOrganization, seedWorld, type World } from '@/tests/world';
import { approveBankTransfer } from './approve-bank-transfer';
import { proposeBankTransfer } from './propose-bank-transfer';
import { recordBankTransfer } from './record-bank-transfer';
import { rejectBankTransfer } from './reject-bank-transfer';
import {
  countOpenTransferProposals,
  findProposedTransfer,
  findTransferProposal,
  listAlikeTransfers,
  listTransferProposals,
} from './transfer-proposal-queries';
import { withdrawBankTransfer } from './withdraw-bank-transfer';

const { bankTransferProposals, bankTransfers } = schema;

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
  // What holds for an operator that has set nothing.
  await test.owner.query('delete from settings');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const finance = () => actorOf(world.operator, 'finance');
const admin = () => actorOf(world.operator, 'admin');
const partnerOf = (code: string) => makeOrganization({ code, kind: 'solution_provider' });
const proposalOf = async (id: Id<'bankTransferProposal'>) =>
  (await database().select().from(bankTransferProposals).where(eq(bankTransferProposals.id, id)))[0];
async function proposed(input: unknown): Promise<Id<'bankTransferProposal'>> {
  const outcome = await proposeBankTransfer(finance(), freshKey(), input);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.id;
}

describe('[X10] a transfer that is recorded by hand', () => {
  it('is credited by nobody alone, however small, unless the operator has set otherwise', async () => {
    const partner = await partnerOf('N1');
    for (const amount of ['0.01', '1.00', '1000000.01'])
      expect(
        await refusedUntouched(() => recordBankTransfer(finance(), freshKey(), transferInput(partner, { amount }))),
      ).toMatchObject({ code: 'hand_limit_exceeded', fields: { amount: 'hand_limit_exceeded' } });
    expect(await balanceOf(partner)).toBe(0n);
  });

  it('does not arrive on a day that has not come yet', async () => {
    const partner = await partnerOf('N1D');
    const { rows } = await test.owner.query<{ today: string; ahead: string }>(
      `select (now() at time zone 'Asia/Shanghai')::date::text as today, (now() at time zone 'Asia/Shanghai')::date + 2 || '' as ahead`,
    );
    const [days] = rows;
    if (!days) throw new Error('a row was asked for');
    for (const send of [recordBankTransfer, proposeBankTransfer]) {
      const input = transferInput(partner, { receivedOn: days.ahead });
      expect(await refusedUntouched(() => send(finance(), freshKey(), input))).toMatchObject({
        code: 'day_ahead',
        fields: { receivedOn: 'day_ahead' },
      });
    }
    const today = transferInput(partner, { receivedOn: days.today });
    expect(await proposeBankTransfer(finance(), freshKey(), today)).toMatchObject({ ok: true });
  });

  it('is proposed by one and approved by another, once', async () => {
    const partner = await partnerOf('N2');
    const input = transferInput(partner, { amount: '1234.56', note: '柜台回单' });
    const before = await rowCounts();
    const key = freshKey();
    const first = await proposeBankTransfer(finance(), key, input);
    expect(await proposeBankTransfer(finance(), key, input)).toEqual({ ...first, replayed: true });
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ audit_entries: 1, bank_transfer_proposals: 1, command_receipts: 1, outbox_events: 1 },
    });
    const proposalId = first.ok ? first.id : newId('bankTransferProposal');
    expect(await balanceOf(partner)).toBe(0n);
    expect(await refusedUntouched(() => approveBankTransfer(finance(), freshKey(), { proposalId }))).toMatchObject({
      code: 'second_person_needed',
    });
    const approval = freshKey();
    const approved = await approveBankTransfer(admin(), approval, { proposalId, note: '已核对' });
    expect(await approveBankTransfer(admin(), approval, { proposalId, note: '已核对' })).toEqual({
      ...{ ok: true, id: proposalId, replayed: true },
    });
    expect(approved).toMatchObject({ ok: true, replayed: false });
    expect(await balanceOf(partner)).toBe(123_456n);
    const kept = await proposalOf(proposalId);
    expect(kept).toMatchObject({
      ...{ state: 'done', decidedBy: world.operator.users.admin, decisionNote: '已核对' },
    });
    const [recharge] = await database()
      .select()
      .from(bankTransfers)
      .where(eq(bankTransfers.organizationId, partner.id));
    expect(recharge).toMatchObject({
      ...{ id: kept?.bankTransferId, amountMinor: 123_456n, bankReference: input.bankReference, note: '柜台回单' },
      userId: world.operator.users.finance,
    });
    expect(await refusedUntouched(() => approveBankTransfer(admin(), freshKey(), { proposalId }))).toMatchObject({
      code: 'transfer_proposal_decided',
    });
  });

  it('stays as it was proposed, and needs two people also against the program', async () => {
    const id = await openProposal(world, world.operator.users.finance, world.s1);
    const isIt = eq(bankTransferProposals.id, id);
    const update = (values: Partial<typeof bankTransferProposals.$inferInsert>) =>
      database().update(bankTransferProposals).set(values).where(isIt);
    await expect(update({ amountMinor: 5n })).rejects.toThrow();
    await expect(update({ partnerId: world.s2.id })).rejects.toThrow();
    await expect(update({ proposedBy: world.operator.users.admin })).rejects.toThrow();
    const [recharge] = await database().select({ id: bankTransfers.id }).from(bankTransfers).limit(1);
    const done = { state: 'done', decidedAt: new Date(), bankTransferId: recharge?.id ?? null } as const;
    const byItself = test.owner.query(
      `update bank_transfer_proposals set state = 'done', decided_at = now(), decided_by = proposed_by, bank_transfer_id = gen_random_uuid()
        where state = 'proposed'`,
    );
    await expect(byItself).rejects.toThrow(/bank_transfer_proposals_second_person/);
    await expect(update({ ...done, decidedBy: world.operator.users.finance })).rejects.toThrow();
    expect(await rejectBankTransfer(admin(), freshKey(), { proposalId: id, note: '不是' })).toMatchObject({ ok: true });
    await expect(update({ state: 'proposed', decidedAt: null, decidedBy: null })).rejects.toThrow();
  });

  const refusals: [string, RefusalCode, () => Record<string, unknown>][] = [
    ['a reseller', 'organization_not_found', () => transferInput(world.r1a)],
    ['the operator', 'organization_not_found', () => transferInput(world.operator)],
    ['nobody there', 'organization_not_found', () => transferInput({ ...world.s1, id: newId('organization') })],
    ['a wrong amount', 'invalid_input', () => transferInput(world.s1, { amount: '1.001' })],
    ['no reference', 'invalid_input', () => transferInput(world.s1, { bankReference: ' ' })],
  ];
  it.each(refusals)('is not proposed for %s', async (_name, code, inputOf) => {
    const input = inputOf();
    expect(await refusedUntouched(() => proposeBankTransfer(finance(), freshKey(), input))).toMatchObject({ code });
  });

  it('is proposed once for one reference, also by fifty at once; rejected or withdrawn it can be proposed anew', async () => {
    const input = transferInput(await partnerOf('N3'));
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => decided(() => proposeBankTransfer(finance(), freshKey(), input))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.code)))).toEqual(
      new Set(['bank_reference_proposed']),
    );
    const [done] = outcomes.filter((outcome) => outcome.ok);
    const proposalId = done?.ok ? done.id : newId('bankTransferProposal');
    expect(await refusedUntouched(() => withdrawBankTransfer(admin(), freshKey(), { proposalId }))).toMatchObject({
      code: 'not_permitted',
    });
    expect(await withdrawBankTransfer(finance(), freshKey(), { proposalId })).toMatchObject({ ok: true });
    const again = await proposed(input);
    expect(await rejectBankTransfer(admin(), freshKey(), { proposalId: again, note: '不是' })).toMatchObject({
      ok: true,
    });
    await proposed(input);
  });

  it('is credited once by fifty who approve at once, and is one thing or another where one rejects and one withdraws', async () => {
    const partner = await partnerOf('N4');
    const proposalId = await proposed(transferInput(partner));
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => decided(() => approveBankTransfer(admin(), freshKey(), { proposalId }))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await balanceOf(partner)).toBe(100n);
    for (let round = 0; round < 5; round += 1) {
      const before = await balanceOf(partner);
      const id = { proposalId: await proposed(transferInput(partner)) };
      const [yes, no, back] = await Promise.all([
        decided(() => approveBankTransfer(admin(), freshKey(), id)),
        decided(() => rejectBankTransfer(admin(), freshKey(), { ...id, note: '不是' })),
        decided(() => withdrawBankTransfer(finance(), freshKey(), id)),
      ]);
      expect([yes, no, back].filter(({ ok }) => ok)).toHaveLength(1);
      expect((await balanceOf(partner)) - before).toBe(yes?.ok ? 100n : 0n);
    }
  });

  it('is not credited again when the bank’s file has brought it meanwhile, however the two meet', async () => {
    const account = await receivingAccountOf(world.operator);
    const { partner, number, name } = await partnerWithNumber(account, 'N5');
    for (let round = 0; round < 8; round += 1) {
      const bankReference = `TWICE-${round}`;
      const input = transferInput(partner, {
        amount: '10.00',
        bankReference,
        payerName: name,
        receivedOn: '2026-11-20',
      });
      const proposalId = await proposed(input);
      const line = creditLine({ amount: '10.00', bankReference, payerName: name, virtualNumber: number });
      const imports = () => imported(world.operator, statementOf(account, [line]));
      if (round === 0) await imports();
      const [approved] = await Promise.all([
        approveBankTransfer(admin(), freshKey(), { proposalId }),
        round === 0 ? undefined : imports(),
      ]);
      if (round === 0) expect(approved).toMatchObject({ ok: false, code: 'bank_reference_taken' });
    }
    expect(await balanceOf(partner)).toBe(8_000n);
    expect(
      await refusedUntouched(() =>
        proposeBankTransfer(finance(), freshKey(), transferInput(partner, { bankReference: 'TWICE-0' })),
      ),
    ).toMatchObject({
      code: 'bank_reference_taken',
      fields: { bankReference: 'bank_reference_taken' },
    });
  });

  it.each(['before', 'after'] as const)(
    '[M10] approved, broken off %s any statement, is credited once or not at all, and asking again does it',
    async (when) => {
      const partner = await partnerOf(`B${when}`);
      let statements = 0;
      for (let isReached = true; isReached; statements += 1) {
        const [had, proposalId] = [await balanceOf(partner), await proposed(transferInput(partner))];
        const key = freshKey();
        const approve = () => approveBankTransfer(admin(), key, { proposalId });
        isReached = await brokenAt(test, statements + 1, when, approve);
        const isDone = (await balanceOf(partner)) !== had;
        expect(await approve()).toMatchObject({ ok: true, replayed: isDone });
        expect((await balanceOf(partner)) - had).toBe(100n);
      }
      expect(statements).toBeGreaterThan(8);
    },
    120_000,
  );

  it.each([
    ['approving', approveBankTransfer, {}],
    ['rejecting', rejectBankTransfer, { note: '不是' }],
    ['withdrawing', withdrawBankTransfer, {}],
  ])(
    '%s knows no proposal that is not there, nor one that is decided, and under one key happens once',
    async (_name, run, more) => {
      const input = { proposalId: newId('bankTransferProposal'), ...more };
      expect(await refusedUntouched(() => run(admin(), freshKey(), input))).toMatchObject({
        code: 'transfer_proposal_not_found',
      });
      const proposalId = await proposed(transferInput(world.s1));
      // Who proposed takes it back; anybody else decides.
      const who = run === withdrawBankTransfer ? finance() : admin();
      const [key, it] = [freshKey(), { proposalId, ...more }];
      expect(await run(who, key, it)).toMatchObject({ ok: true, replayed: false });
      expect(await run(who, key, it)).toMatchObject({ ok: true, replayed: true });
      expect(await refusedUntouched(() => run(who, freshKey(), it))).toMatchObject({
        code: 'transfer_proposal_decided',
      });
    },
  );

  it('[T3] is listed for the operator alone, with what may be the same money', async () => {
    const partner = await partnerOf('N6');
    const key = freshKey();
    const input = transferInput(partner, { amount: '77.00', receivedOn: '2026-11-03' });
    const made = await proposeBankTransfer(finance(), key, input);
    const id = made.ok ? made.id : newId('bankTransferProposal');
    const scope = readScope(admin(), 'bank_transfers.read');
    const page = pageRequest({}, { key: 'instant', id: 'bankTransferProposal' });
    const { rows } = await listTransferProposals(scope, { state: 'proposed' }, page);
    expect(rows.length).toBe(await countOpenTransferProposals(scope));
    expect(rows.find((row) => row.id === id)).toMatchObject({
      bankReference: input.bankReference,
      receivedOn: '2026-11-03',
    });
    expect(await findProposedTransfer(scope, key)).toBe(id);
    expect(await findProposedTransfer(scope, freshKey())).toBeUndefined();
    const row = await findTransferProposal(scope, id);
    if (!row) throw new Error('it is there');
    expect(await listAlikeTransfers(scope, row)).toEqual([]);
    const other = await proposed(transferInput(partner, { amount: '77.00', receivedOn: '2026-11-06' }));
    await approveBankTransfer(admin(), freshKey(), { proposalId: other });
    expect(await listAlikeTransfers(scope, row)).toMatchObject([{ receivedOn: '2026-11-06' }]);
    expect(await listAlikeTransfers(scope, { ...row, receivedOn: '2026-11-02' })).toEqual([]);
    const theirs = readScope(actorOf(partner), 'funds.read');
    expect(await findTransferProposal(theirs, id)).toBeUndefined();
    expect((await listTransferProposals(theirs, {}, page)).rows).toEqual([]);
    expect(await countOpenTransferProposals(theirs)).toBe(0);
    expect(await listAlikeTransfers(theirs, row)).toEqual([]);
  });
});
