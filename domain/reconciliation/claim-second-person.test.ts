import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { claimableLine, claimOf } from '@/tests/claims';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, balanceOf, freshKey, seedWorld, type World } from '@/tests/world';
import { approveClaim } from './approve-claim';
import { approvePosting } from './approve-posting';
import { rejectPosting } from './reject-posting';

const { bankPostings, remittanceClaims } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const stateOf = async (id: string) =>
  (await database().select().from(remittanceClaims)).find((claim) => claim.id === id)?.state;
const postingOf = async (claimId: Awaited<ReturnType<typeof claimOf>>) =>
  (await database().select().from(bankPostings).where(eq(bankPostings.claimId, claimId)))[0]?.id;

it('[X10] a large claim is approved by a second person of the operator, and by nobody alone', async () => {
  const line = await claimableLine(world.operator, { amount: '60000.00' });
  const [mine, theirs] = [await claimOf(world.s1, line), await claimOf(world.s2, line)];
  const before = await balanceOf(world.s1);
  const reviewer = actorOf(world.operator, 'finance');
  expect(await approveClaim(reviewer, freshKey(), { claimId: mine })).toMatchObject({ ok: true });
  const postingId = await postingOf(mine);
  expect(await approvePosting(reviewer, freshKey(), { postingId })).toMatchObject({ code: 'second_person_needed' });
  expect(await stateOf(mine)).toBe('submitted');
  expect(await approvePosting(actorOf(world.operator, 'admin'), freshKey(), { postingId })).toMatchObject({ ok: true });
  expect([await stateOf(mine), await stateOf(theirs)]).toEqual(['approved', 'rejected']);
  expect((await balanceOf(world.s1)) - before).toBe(6_000_000n);
});

it('a no of the second person leaves the claim as it is, to be decided anew', async () => {
  const id = await claimOf(world.s1, await claimableLine(world.operator, { amount: '70000.00' }));
  const reviewer = actorOf(world.operator, 'finance');
  expect(await approveClaim(reviewer, freshKey(), { claimId: id })).toMatchObject({ ok: true });
  const no = { postingId: await postingOf(id), note: 'Unclear' };
  expect(await rejectPosting(actorOf(world.operator, 'admin'), freshKey(), no)).toMatchObject({ ok: true });
  expect(await stateOf(id)).toBe('submitted');
  expect(await approveClaim(reviewer, freshKey(), { claimId: id })).toMatchObject({ ok: true });
});
