import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { keepTrail } from '@/domain/trail';
import type { Id } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { claimableLine, claimOf, decisionsOn, makeClaimants } from '@/tests/claims';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { suspenseBalance } from '@/tests/recharge';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, balanceOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { approveClaim } from './approve-claim';
import { findClaim } from './claim-queries';
import { findClaimReview } from './claim-review-queries';
import { postLine } from './post-line';
import { rejectClaim } from './reject-claim';
import { withdrawClaim } from './withdraw-claim';

const { bankPostings, remittanceClaims } = schema;
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
const operatorScope = () => readScope(operator(), 'reconciliation.read');
const stateOf = async (id: Id<'remittanceClaim'>) =>
  (await database().select().from(remittanceClaims).where(eq(remittanceClaims.id, id)))[0]?.state;
const approve = (claimId: string, who = operator(), key = freshKey(), note?: string) =>
  approveClaim(who, key, { claimId, note });
const reject = (claimId: string) => rejectClaim(operator(), freshKey(), { claimId, note: 'Not yours' });
const withdraw = (of: WorldOrganization, claimId: string) =>
  withdrawClaim(actorOf(of, 'finance'), freshKey(), { claimId });

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
