import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { keepTrail } from '@/domain/trail';
import { pageRequest } from '@/lib/cursor';
import { type Id, newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { claimableLine, claimOf, receiptOf } from '@/tests/claims';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { tinyJpeg, tinyPdf, tinyPng } from '@/tests/documents';
import { booksAreRight } from '@/tests/oracles';
import { payerOf, suspenseBalance } from '@/tests/recharge';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import {
  actorOf,
  balanceOf,
  freshKey,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { approveClaim } from './approve-claim';
import { searchClaimInput } from './claim-input';
import { countSubmittedClaims, findClaim, findReceipt, listClaims } from './claim-queries';
import { findClaimReview } from './claim-review-queries';
import { findClaimableLine, searchSuspense } from './claim-search-queries';
import { makeClaim } from './make-claim';
import { postLine } from './post-line';
import { rejectClaim } from './reject-claim';
import { withdrawClaim } from './withdraw-claim';

const { bankPostings, outboxEvents, remittanceClaims } = schema;
let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let other: WorldOrganization;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `CP${made}`, kind: 'solution_provider' });
  other = await makeOrganization({ code: `CO${made}`, kind: 'distributor' });
});
afterEach(booksAreRight);
afterAll(() => test.close());

const operator = (role: 'admin' | 'finance' = 'finance') => actorOf(world.operator, role);
const scopeOf = (of: WorldOrganization) => readScope(actorOf(of, 'finance'), 'claims.make');
const operatorScope = () => readScope(operator(), 'reconciliation.read');
const wanted = (input: { payerName: string; amount: string; accountEnd?: string }) =>
  searchClaimInput('CNY').parse({ payerName: input.payerName, amount: input.amount, accountEnd: input.accountEnd });
const stateOf = async (id: Id<'remittanceClaim'>) =>
  (await database().select().from(remittanceClaims).where(eq(remittanceClaims.id, id)))[0]?.state;
const decisionsOn = async (id: Id<'remittanceClaim'>) =>
  (
    await database()
      .select({ payload: outboxEvents.payload })
      .from(outboxEvents)
      .where(sql`kind = 'claim.decided' and subject_id = ${id}`)
  ).map(({ payload }) => payload['decision']);
const approve = (claimId: string, who = operator(), key = freshKey(), note?: string) =>
  approveClaim(who, key, { claimId, note });
const reject = (claimId: string) => rejectClaim(operator(), freshKey(), { claimId, note: 'Not yours' });
const withdraw = (of: WorldOrganization, claimId: string) =>
  withdrawClaim(actorOf(of, 'finance'), freshKey(), { claimId });

describe('looking for a transfer in suspense', () => {
  it('finds it by its payer and its exact amount, and shows it masked', async () => {
    const line = await claimableLine(world.operator, {
      payerName: `山城（成都）科技 ${freshKey()}`,
      amount: '1234.50',
    });
    const spelled = { ...line, payerName: line.payerName.replace('（', '(').replace('）', ' )'), amount: '1,234.50' };
    const found = await searchSuspense(scopeOf(partner), wanted(spelled));
    expect(found).toEqual([
      {
        id: line.lineId,
        payerName: `山${'*'.repeat(10)}`,
        payerAccount: '****1234',
        amount: { minor: 123_450n, currency: 'CNY' },
        bookedOn: '2026-11-20',
        isClaimed: false,
      },
    ]);
    await claimOf(partner, line);
    expect(await searchSuspense(scopeOf(partner), wanted(line))).toMatchObject([{ isClaimed: true }]);
    expect(await searchSuspense(scopeOf(other), wanted(line))).toMatchObject([{ isClaimed: false }]);
  });

  it('finds nothing by half a name, another amount, another account, or once it is somebody’s', async () => {
    const line = await claimableLine(world.operator);
    const search = (changes: Partial<Parameters<typeof wanted>[0]>) =>
      searchSuspense(scopeOf(partner), wanted({ ...line, ...changes }));
    for (const changes of [
      { payerName: line.payerName.slice(0, -1) },
      { payerName: '%' },
      { payerName: '。' },
      { amount: '100.01' },
      { accountEnd: '1235' },
      { accountEnd: '96222020000001234' },
    ])
      expect([changes, await search(changes)]).toEqual([changes, []]);
    for (const accountEnd of ['1234', '0000 1234', '6222020000001234'])
      expect(await search({ accountEnd })).toHaveLength(1);
    const claim = await claimOf(other, line);
    expect(await approve(claim)).toMatchObject({ ok: true });
    expect(await search({})).toEqual([]);
    expect(await findClaimableLine(scopeOf(partner), line.lineId, wanted(line))).toBeUndefined();
  });

  it('is counted, found or not: thirty in an hour for all of an organization, also of fifty at once', async () => {
    const nothing = wanted({ payerName: 'Nobody', amount: '1.00' });
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => searchSuspense(scopeOf(partner), nothing)));
    expect(outcomes.filter((outcome) => outcome !== 'too_many')).toHaveLength(30);
    const line = await claimableLine(world.operator);
    expect(await searchSuspense(scopeOf(partner), wanted(line))).toBe('too_many');
    expect(await searchSuspense(scopeOf(other), wanted(line))).toHaveLength(1);
    await test.owner.query(
      `update claim_searches set began_at = began_at - interval '61 minutes' where organization_id = $1`,
      [uuidOf(partner.id)],
    );
    expect(await searchSuspense(scopeOf(partner), wanted(line))).toHaveLength(1);
  });

  it.each([
    [{ accountEnd: '123' }, 'accountEnd', 'invalid_account_end'],
    [{ accountEnd: 'ab%d' }, 'accountEnd', 'invalid_account_end'],
    [{ payerName: ' ' }, 'payerName', 'required'],
    [{ amount: '' }, 'amount', 'amount_missing'],
  ])('asks for what it needs: %j', (changes, field, problem) => {
    const parsed = searchClaimInput('CNY').safeParse({ payerName: 'A', amount: '1', ...changes });
    expect(parsed.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([[field, problem]]);
  });
});

describe('making a claim', () => {
  const make = (of: WorldOrganization, input: object, key = freshKey()) =>
    makeClaim(actorOf(of, 'finance'), key, { receipt: receiptOf(), ...input });

  it('keeps the receipt and tells the operator, once for one key', async () => {
    const [line, key] = [await claimableLine(world.operator), freshKey()];
    const before = await rowCounts();
    const outcome = await make(partner, { ...line, note: 'Ours' }, key);
    expect(outcome).toMatchObject({ ok: true, replayed: false });
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ audit_entries: 1, command_receipts: 1, outbox_events: 1, remittance_claims: 1 },
    });
    expect(await make(partner, { ...line, note: 'Ours' }, key)).toEqual({ ...outcome, replayed: true });
    const another = { ...line, note: 'Ours', receipt: receiptOf(tinyPng(10)) };
    expect(await make(partner, another, key)).toMatchObject({ ok: false, code: 'request_reused' });
    if (!outcome.ok) throw new Error(outcome.code);
    expect(await findClaim(scopeOf(partner), outcome.id)).toMatchObject({
      ...{ state: 'submitted', waitsForSecond: false, note: 'Ours', payerAccount: '****1234' },
      receipt: { name: 'receipt.png', type: 'image/png', bytes: tinyPng().length },
    });
    expect((await findReceipt(scopeOf(partner), outcome.id))?.bytes.equals(tinyPng())).toBe(true);
    expect(await suspenseBalance(world.operator)).toBeGreaterThanOrEqual(10_000n);
  });

  it('makes one of fifty at once, and another partner may claim the same transfer', async () => {
    const line = await claimableLine(world.operator);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => make(partner, line))));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(new Set(['claim_open']));
    expect(await make(other, line)).toMatchObject({ ok: true });
  });

  it('refuses what was not found by this payer and this amount like what is not there', async () => {
    const line = await claimableLine(world.operator);
    const posted = await claimableLine(world.operator);
    expect(await approve(await claimOf(other, posted))).toMatchObject({ ok: true });
    for (const input of [
      { ...line, lineId: newId('bankLine') },
      { ...line, payerName: 'Somebody else' },
      { ...line, amount: '100.01' },
      { ...line, accountEnd: '9999' },
      posted,
    ])
      expect(await refusedUntouched(() => make(partner, input))).toEqual({ code: 'bank_line_not_found', fields: {} });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a page', new Uint8Array(Buffer.from('<html><script>alert(1)</script>'))],
    ['a picture with a page behind it', new Uint8Array(Buffer.concat([tinyPng(), Buffer.from('<script>')]))],
    ['a page with a PDF behind it', new Uint8Array(Buffer.concat([Buffer.from('<html>'), tinyPdf()]))],
    ['a picture of more than 1.5 MB', tinyPng(1_500_000)],
  ])('[F8] refuses %s for a receipt', async (_what, bytes) => {
    const line = await claimableLine(world.operator);
    const receipt = receiptOf(bytes, 'receipt.pdf');
    expect(await refusedUntouched(() => make(partner, { ...line, receipt }))).toEqual({
      code: 'receipt_not_readable',
      fields: { receipt: 'receipt_not_readable' },
    });
  });

  it.each([
    ['application/pdf', tinyPdf(), 'r.exe', 'r.exe'],
    ['image/jpeg', tinyJpeg(), '../../../x.jpg', 'x.jpg'],
    ['image/png', tinyPng(1_400_000), `${'x'.repeat(100_000)}.png`, expect.stringMatching(/^x+…x{8}\.png$/)],
    ['image/png', tinyPng(), '\u202e', '—'],
  ])('[F9] goes by the content, %s, and never by the name', async (type, bytes, name, shown) => {
    const outcome = await make(partner, { ...(await claimableLine(world.operator)), receipt: receiptOf(bytes, name) });
    if (!outcome.ok) throw new Error(outcome.code);
    expect(await findClaim(scopeOf(partner), outcome.id)).toMatchObject({ receipt: { type, name: shown } });
  });

  it('refuses text for a receipt, and none', async () => {
    const line = await claimableLine(world.operator);
    for (const receipt of ['receipt', undefined, 5])
      expect(await refusedUntouched(() => make(partner, { ...line, receipt }))).toEqual({
        code: 'invalid_input',
        fields: { receipt: 'required' },
      });
  });

  it('[F11] refuses the fifty-first of a day', async () => {
    const line = await claimableLine(world.operator);
    for (let n = 0; n < 50; n += 1) {
      const id = await claimOf(partner, line);
      expect(await withdraw(partner, id)).toMatchObject({ ok: true });
    }
    expect(await refusedUntouched(() => make(partner, line))).toMatchObject({ code: 'too_many_claims' });
  });

  it('[T2] is not for viewers, resellers and the operator', async () => {
    const line = await claimableLine(world.operator);
    for (const who of [actorOf(partner, 'viewer'), actorOf(partner, 'sales'), actorOf(world.r1a), operator('admin')])
      expect(await refusedUntouched(() => makeClaim(who, freshKey(), { ...line, receipt: receiptOf() }))).toMatchObject(
        { code: 'not_permitted' },
      );
  });
});

describe('claims', () => {
  it('[T3] of others are like none: to read, to download and to withdraw', async () => {
    const id = await claimOf(partner, await claimableLine(world.operator));
    expect(await findClaim(scopeOf(other), id)).toBeUndefined();
    expect(await findReceipt(scopeOf(other), id)).toBeUndefined();
    expect(await findClaimReview(scopeOf(partner), id)).toBeUndefined();
    const page = pageRequest({}, { key: 'instant', id: 'remittanceClaim' });
    expect((await listClaims(scopeOf(other), { partnerId: partner.id }, page)).rows).toEqual([]);
    const foreign = await refusedUntouched(() => withdraw(other, id));
    expect(foreign).toEqual(await refusedUntouched(() => withdraw(other, newId('remittanceClaim'))));
    expect(foreign.code).toBe('claim_not_found');
    expect(await refusedUntouched(() => approve(newId('remittanceClaim')))).toMatchObject({ code: 'claim_not_found' });
    expect(await refusedUntouched(() => reject(newId('remittanceClaim')))).toMatchObject({ code: 'claim_not_found' });
  });

  it('are listed by state, for the operator with what it needs to judge them', async () => {
    const line = await claimableLine(world.operator);
    const [mine, theirs] = [await claimOf(partner, line), await claimOf(other, line)];
    const waiting = await countSubmittedClaims(operatorScope());
    const page = pageRequest({}, { key: 'instant', id: 'remittanceClaim' });
    const { rows } = await listClaims(operatorScope(), { state: 'submitted', partnerId: partner.id }, page);
    expect(rows).toMatchObject([{ id: mine, payerName: line.payerName, payerAccount: '6222020000001234' }]);
    expect(await findClaimReview(operatorScope(), mine)).toMatchObject({
      ...{ standing: 'unknown_payer', openPostingId: null, others: [{ id: theirs }] },
      line: { id: line.lineId, isOpen: true },
      secondPersonFrom: { minor: 5_000_000n },
    });
    expect(await reject(mine)).toMatchObject({ ok: true });
    expect(await countSubmittedClaims(operatorScope())).toBe(waiting - 1);
    expect(await countSubmittedClaims(scopeOf(partner))).toBe(0);
  });

  it('say how the payer’s name stands to the partner', async () => {
    const standing = async (payerName: string) =>
      (
        await findClaimReview(
          operatorScope(),
          await claimOf(partner, await claimableLine(world.operator, { payerName })),
        )
      )?.standing;
    expect(await standing(`cnry ${partner.code} NAME`)).toBe('own_name');
    const agreed = await payerOf(partner, `Agreed ${made}`);
    expect(await standing(`AGREED-${made}`)).toBe('agreed');
    await database()
      .update(schema.entrustedPayers)
      .set({ voidedAt: sql`clock_timestamp()`, voidedBy: partner.users.finance })
      .where(eq(schema.entrustedPayers.id, agreed.id));
    expect(await standing(`Agreed ${made}`)).toBe('agreement_over');
  });

  it('can be taken back until they are decided, and made again', async () => {
    const line = await claimableLine(world.operator);
    const id = await claimOf(partner, line);
    expect(await withdraw(partner, id)).toMatchObject({ ok: true });
    expect(await refusedUntouched(() => withdraw(partner, id))).toMatchObject({ code: 'claim_decided' });
    expect(await refusedUntouched(() => approve(id))).toMatchObject({ code: 'claim_decided' });
    expect(await refusedUntouched(() => reject(id))).toMatchObject({ code: 'claim_decided' });
    const again = await claimOf(partner, line);
    expect(await reject(again)).toMatchObject({ ok: true });
    expect(await refusedUntouched(() => withdraw(partner, again))).toMatchObject({ code: 'claim_decided' });
    expect(await findClaim(scopeOf(partner), again)).toMatchObject({ state: 'rejected', decisionNote: 'Not yours' });
    expect(await decisionsOn(again)).toEqual(['rejected']);
  });
});

describe('approving a claim', () => {
  it('credits the partner at once, and turns down the others who claimed the transfer', async () => {
    const line = await claimableLine(world.operator);
    const [mine, theirs] = [await claimOf(partner, line), await claimOf(other, line)];
    const before = await suspenseBalance(world.operator);
    const key = freshKey();
    const outcome = await approve(mine, operator(), key, 'Receipt fits');
    expect(outcome).toMatchObject({ ok: true, id: mine });
    expect(await approve(mine, operator(), key, 'Receipt fits')).toEqual({ ...outcome, replayed: true });
    expect(await balanceOf(partner)).toBe(10_000n);
    expect(await balanceOf(other)).toBe(0n);
    expect(await suspenseBalance(world.operator)).toBe(before - 10_000n);
    expect(await findClaim(scopeOf(partner), mine)).toMatchObject({ state: 'approved', decisionNote: 'Receipt fits' });
    expect(await findClaim(scopeOf(other), theirs)).toMatchObject({ state: 'rejected', decisionNote: null });
    expect([await decisionsOn(mine), await decisionsOn(theirs)]).toEqual([['approved'], ['rejected']]);
    expect(await refusedUntouched(() => approve(theirs))).toMatchObject({ code: 'claim_decided' });
  });

  it('fifty times at once, of both partners, credits one of them once', async () => {
    const line = await claimableLine(world.operator);
    const ids = [await claimOf(partner, line), await claimOf(other, line)];
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        decided(() => approve(ids[n % 2] ?? '', operator(n % 3 ? 'admin' : 'finance'))),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(
      new Set(['claim_decided']),
    );
    expect((await balanceOf(partner)) + (await balanceOf(other))).toBe(10_000n);
    expect((await Promise.all(ids.map(stateOf))).toSorted()).toEqual(['approved', 'rejected']);
  });

  it('against withdrawing at the same moment ends one way or the other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await claimOf(partner, await claimableLine(world.operator));
      const before = await balanceOf(partner);
      const [approved, withdrawn] = await Promise.all([
        decided(() => approve(id)),
        decided(() => withdraw(partner, id)),
      ]);
      expect([approved.ok, withdrawn.ok].filter(Boolean)).toHaveLength(1);
      expect((await balanceOf(partner)) - before).toBe(approved.ok ? 10_000n : 0n);
      expect(await stateOf(id)).toBe(approved.ok ? 'approved' : 'withdrawn');
    }
  });

  it('of 50,000.00 or more only proposes it: nothing moves, and nobody decides beside it', async () => {
    const line = await claimableLine(world.operator, { amount: '50000.00' });
    const [id, theirs] = [await claimOf(partner, line), await claimOf(other, line)];
    expect(await approve(id)).toMatchObject({ ok: true });
    expect(await balanceOf(partner)).toBe(0n);
    expect(await findClaim(operatorScope(), id)).toMatchObject({ state: 'submitted', waitsForSecond: true });
    const [posting] = await database().select().from(bankPostings).where(eq(bankPostings.claimId, id));
    expect(posting).toMatchObject({ kind: 'claim', state: 'proposed', needsSecond: true, partnerId: partner.id });
    expect(posting?.proposedBy).toBe(world.operator.users.finance);
    for (const ask of [() => approve(id), () => approve(theirs), () => reject(id), () => withdraw(partner, id)])
      expect(await refusedUntouched(ask)).toMatchObject({ code: 'line_posting_open' });
    expect(await reject(theirs)).toMatchObject({ ok: true });
    expect(await findClaimReview(operatorScope(), id)).toMatchObject({ openPostingId: posting?.id });
  });

  it('just below the threshold needs nobody else', async () => {
    const id = await claimOf(partner, await claimableLine(world.operator, { amount: '49999.99' }));
    expect(await approve(id)).toMatchObject({ ok: true });
    expect(await balanceOf(partner)).toBe(4_999_999n);
  });

  it('[T2] is not for partners, nor for the operator’s viewers', async () => {
    const id = await claimOf(partner, await claimableLine(world.operator));
    for (const who of [actorOf(partner), actorOf(world.operator, 'viewer'), actorOf(world.operator, 'sales')]) {
      expect(await refusedUntouched(() => approve(id, who))).toMatchObject({ code: 'not_permitted' });
      expect(await refusedUntouched(() => rejectClaim(who, freshKey(), { claimId: id, note: 'x' }))).toMatchObject({
        code: 'not_permitted',
      });
    }
  });

  it('asks for a code where the operator asks for codes, and rejecting for a reason', async () => {
    const id = await claimOf(partner, await claimableLine(world.operator));
    const asked = actorOf(world.operator, 'finance', { codes: { areAsked: true, isShown: false } });
    expect(await refusedUntouched(() => approve(id, asked))).toMatchObject({ code: 'code_required' });
    expect(await refusedUntouched(() => rejectClaim(operator(), freshKey(), { claimId: id, note: ' ' }))).toEqual({
      code: 'invalid_input',
      fields: { note: 'required' },
    });
  });
});

describe('a transfer that is credited without its claim', () => {
  /** As a person's match does it. */
  const post = (lineId: Id<'bankLine'>, partnerId: Id<'organization'>) =>
    inTransaction(async (tx) => {
      const actor = operator();
      const refuse = (code: string): never => {
        throw new Error(code);
      };
      const wish = { kind: 'manual', lineId, partnerId, note: null } as const;
      const { transferId, events } = await postLine({ tx, actor, refuse }, wish);
      await keepTrail(tx, actor, { action: 'postings.propose', subjectId: lineId, transferId, detail: {} }, events);
    });

  it('decides the claims to it: right for whoever has it, and wrong for the others', async () => {
    const line = await claimableLine(world.operator);
    const [mine, theirs] = [await claimOf(partner, line), await claimOf(other, line)];
    await post(line.lineId, partner.id);
    expect([await stateOf(mine), await stateOf(theirs)]).toEqual(['approved', 'rejected']);
    expect([await decisionsOn(mine), await decisionsOn(theirs)]).toEqual([['approved'], ['rejected']]);
    expect(await refusedUntouched(() => approve(theirs))).toMatchObject({ code: 'claim_decided' });
  });

  it('leaves claims alone that were decided before', async () => {
    const line = await claimableLine(world.operator);
    const mine = await claimOf(partner, line);
    await withdraw(partner, mine);
    await post(line.lineId, partner.id);
    expect(await stateOf(mine)).toBe('withdrawn');
    expect(await decisionsOn(mine)).toEqual([]);
  });
});
