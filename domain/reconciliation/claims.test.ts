import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { atOnceMax } from '@/tests/at-once';
import { claimableLine, claimOf, decisionsOn, makeClaimants } from '@/tests/claims';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { payerOf } from '@/tests/recharge';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { approveClaim } from './approve-claim';
import { countSubmittedClaims, findClaim, findReceipt, listClaims } from './claim-queries';
import { findClaimReview } from './claim-review-queries';
import { rejectClaim } from './reject-claim';
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
const operatorScope = () => readScope(operator(), 'reconciliation.read');
const approve = (claimId: string, who = operator(), key = freshKey(), note?: string) =>
  approveClaim(who, key, { claimId, note });
const reject = (claimId: string) => rejectClaim(operator(), freshKey(), { claimId, note: 'Not yours' });
const withdraw = (of: WorldOrganization, claimId: string) =>
  withdrawClaim(actorOf(of, 'finance'), freshKey(), { claimId });

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
    const agreed = await payerOf(partner, `Agreed ${partner.code}`);
    expect(await standing(`AGREED-${partner.code}`)).toBe('agreed');
    await database()
      .update(schema.entrustedPayers)
      .set({ voidedAt: sql`clock_timestamp()`, voidedBy: partner.users.finance })
      .where(eq(schema.entrustedPayers.id, agreed.id));
    expect(await standing(`Agreed ${partner.code}`)).toBe('agreement_over');
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
