import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readScope } from '@/domain/read-scope';
import { newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { claimableLine, claimOf, makeClaimants, receiptOf } from '@/tests/claims';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { tinyJpeg, tinyPdf, tinyPng } from '@/tests/documents';
import { booksAreRight } from '@/tests/oracles';
import { suspenseBalance } from '@/tests/recharge';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { approveClaim } from './approve-claim';
import { searchClaimInput } from './claim-input';
import { findClaim, findReceipt } from './claim-queries';
import { findClaimableLine, searchSuspense } from './claim-search-queries';
import { makeClaim } from './make-claim';
import { withdrawClaim } from './withdraw-claim';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let other: WorldOrganization;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
beforeEach(async () => {
  ({ partner, other } = await makeClaimants());
});
afterEach(booksAreRight);
afterAll(() => test.close());

const operator = (role: 'admin' | 'finance' = 'finance') => actorOf(world.operator, role);
const scopeOf = (of: WorldOrganization) => readScope(actorOf(of, 'finance'), 'claims.make');
const wanted = (input: { payerName: string; amount: string; accountEnd?: string }) =>
  searchClaimInput('CNY').parse({ payerName: input.payerName, amount: input.amount, accountEnd: input.accountEnd });
const approve = (claimId: string, who = operator(), key = freshKey(), note?: string) =>
  approveClaim(who, key, { claimId, note });
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

  it('[T3] tells no more of an account than its end: a longer one is compared only as a whole', async () => {
    const line = await claimableLine(world.operator);
    const again = (accountEnd: string) =>
      findClaimableLine(scopeOf(partner), line.lineId, wanted({ ...line, accountEnd }));
    // The page asks again without counting, so whatever differs here could be tried out.
    const answers = await Promise.all(Array.from({ length: 10 }, (_, digit) => again(`${digit}1234`)));
    expect(new Set(answers.map((found) => found?.id))).toEqual(new Set([line.lineId]));
    expect(await again('6222020000001234')).toMatchObject({ id: line.lineId });
    expect(await again('7222020000001234')).toBeUndefined();
    expect(await again('01235')).toBeUndefined();
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
    ['nothing', new Uint8Array(), 'receipt_not_readable'],
    ['a page', new Uint8Array(Buffer.from('<html><script>alert(1)</script>')), 'receipt_not_readable'],
    [
      'a picture with a page behind it',
      new Uint8Array(Buffer.concat([tinyPng(), Buffer.from('<script>')])),
      'receipt_not_readable',
    ],
    [
      'a page with a PDF behind it',
      new Uint8Array(Buffer.concat([Buffer.from('<html>'), tinyPdf()])),
      'receipt_not_readable',
    ],
    ['a picture of more than 1.5 MB', tinyPng(1_500_000), 'receipt_too_large'],
  ])('[F8] refuses %s for a receipt', async (_what, bytes, problem) => {
    const line = await claimableLine(world.operator);
    const receipt = receiptOf(bytes, 'receipt.pdf');
    expect(await refusedUntouched(() => make(partner, { ...line, receipt }))).toEqual({
      code: 'receipt_not_readable',
      fields: { receipt: problem },
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
