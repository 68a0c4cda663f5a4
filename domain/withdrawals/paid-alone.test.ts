import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Id } from '@/lib/id';
import { decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { refusedUntouched } from '@/tests/untouched';
import { approved, dayFromNow, payingAccount, toCard } from '@/tests/withdrawals';
import { actorOf, freshKey, fund, makeOrganization, seedWorld, type World } from '@/tests/world';
import { makePaymentFile } from './make-payment-file';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const admin = () => actorOf(world.operator, 'admin');
const finance = () => actorOf(world.operator, 'finance');
const inputOf = async (withdrawalIds: readonly Id<'withdrawal'>[]) => ({
  withdrawalIds,
  receivingAccountId: (await payingAccount(world)).id,
  executionOn: await dayFromNow(1),
});

it('[X10] counts what one person has approved and paid alone on one day, over all its files, also at once', async () => {
  const paid = await makeOrganization({ code: 'WD', kind: 'solution_provider' });
  await fund(world, paid, '90000.00');
  const ids: Id<'withdrawal'>[] = [];
  for (let n = 0; n < 6; n += 1) ids.push(await approved(world, paid, toCard('15000.00')));
  const input = await inputOf([]);
  const files = await Promise.all(
    ids.map((id) => decided(() => makePaymentFile(finance(), freshKey(), { ...input, withdrawalIds: [id] }))),
  );
  expect(files.filter(({ ok }) => ok)).toHaveLength(3);
  const left = ids.filter((_, at) => !files[at]?.ok);
  const again = async () => makePaymentFile(finance(), freshKey(), await inputOf(left.slice(0, 1)));
  expect(await refusedUntouched(again)).toMatchObject({ code: 'second_person_needed' });
  // Somebody else pays them; and the next day is another.
  expect(await makePaymentFile(admin(), freshKey(), await inputOf(left.slice(1)))).toMatchObject({ ok: true });
  await test.owner.query(`update payment_files set created_at = created_at - interval '1 day'`);
  expect(await again()).toMatchObject({ ok: true });
});
