import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeCustomer, makeOrganization } from '@/tests/world';
import { inSnapshot } from './job';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());

it('a snapshot shows one moment, and lets nothing be written', async () => {
  const partner = await makeOrganization({ code: 'SNAP', kind: 'solution_provider' });
  const countIn = (db: Pick<ReturnType<typeof database>, '$count'>) =>
    db.$count(schema.associations, eq(schema.associations.organizationId, partner.id));
  await makeCustomer(partner, 'before', 'resale');
  await inSnapshot(async (snapshot) => {
    expect(await countIn(snapshot)).toBe(1);
    await makeCustomer(partner, 'meanwhile', 'resale');
    expect([await countIn(snapshot), await countIn(database())]).toEqual([1, 2]);
  });
  const writing = inSnapshot((snapshot) => snapshot.update(schema.organizations).set({ freezesCustomers: true }));
  await expect(writing).rejects.toMatchObject({ cause: { code: '25006' } });
});
