import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { payerNameKey } from '@/lib/payer-name';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { payerOf } from '@/tests/recharge';
import { seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { payerNamesOf } from './payer-names';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const namesOf = async (...organizations: WorldOrganization[]) =>
  inTransaction((tx) =>
    payerNamesOf(
      tx,
      organizations.map(({ id }) => id),
    ),
  );

describe('who may pay for a partner', () => {
  it('itself in both languages, and whoever an agreement is in effect with', async () => {
    const effective = await payerOf(world.s1, 'Shanghai 某某 Ltd.');
    const isVoid = await payerOf(world.s1, 'Void Ltd');
    const expired = await payerOf(world.s1, 'Expired Ltd');
    await payerOf(world.s2, 'Of another Ltd');
    await payerOf(world.d1, 'CNRY-D1-name');
    await database()
      .update(schema.entrustedPayers)
      .set({ voidedAt: sql`clock_timestamp()`, voidedBy: world.s1.users.admin })
      .where(eq(schema.entrustedPayers.id, isVoid.id));
    await test.owner.query(
      `update entrusted_payers set created_at = clock_timestamp() - interval '2 days', expires_at = clock_timestamp() - interval '1 second' where payer_name = $1`,
      [expired.payerName],
    );
    const names = await namesOf(world.s1, world.d1, world.r1a, world.operator);
    const own = (code: string) =>
      [`CNRY-${code}-name`, `CNRY-${code}-name-en`].map((name) => ({
        nameKey: payerNameKey(name),
        entrustedPayerId: null,
      }));
    expect([...names.keys()].toSorted()).toEqual([world.s1.id, world.d1.id].toSorted());
    expect(names.get(world.s1.id)).toEqual([
      ...own('S1'),
      { nameKey: payerNameKey('shanghai某某ltd'), entrustedPayerId: effective.id },
    ]);
    expect(names.get(world.d1.id)).toEqual(own('D1'));
    const every = await inTransaction((tx) => payerNamesOf(tx, 'every'));
    expect([...every.keys()].toSorted()).toEqual(
      [world.d1, world.d2, world.s1, world.s2, world.g1].map(({ id }) => id).toSorted(),
    );
  });
});
