import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { findApiKey, listApiKeys } from './api-key-queries';
import { createApiKey } from './create-api-key';
import {
  findOrganization,
  listOrganizationOptions,
  listOrganizations,
  listUsersOfOrganization,
  type OrganizationFilter,
} from './organization-queries';

let test: TestDatabase;
let world: World;
let operator: ReadScope;
/** A scope as a partner might get one under a permission of its own: the operator's queries give it nothing. */
let partner: ReadScope;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  operator = readScope(actorOf(world.operator), 'organizations.read');
  partner = readScope(actorOf(world.d1), 'customers.read');
});
afterAll(() => test.close());

const codes = async (filter: OrganizationFilter = {}) => {
  const { rows } = await listOrganizations(operator, filter, pageRequest({}, { key: 'instant', id: 'organization' }));
  return rows.map((row) => row.name.split('-')[1]).toSorted();
};

describe('organizations', () => {
  it('are the partners of every tree, found by kind, state, name and id', async () => {
    expect(await codes()).toEqual(['D1', 'D2', 'G1', 'R1a', 'R1b', 'R2a', 'S1', 'S2']);
    expect(await codes({ kind: 'reseller' })).toEqual(['R1a', 'R1b', 'R2a']);
    expect(await codes({ state: 'frozen' })).toEqual([]);
    expect(await codes({ q: 'cnry-r1' })).toEqual(['R1a', 'R1b']);
    expect(await codes({ q: world.s2.id })).toEqual(['S2']);
    expect(await codes({ q: '%' })).toEqual([]);
    expect(await findOrganization(operator, world.r1a.id)).toMatchObject({
      parent: { id: world.d1.id },
      mobile: '138****1234',
    });
    expect(await findOrganization(operator, world.s1.id)).toMatchObject({ parent: null });
  });

  it('are not customers, not the operator, and nobody else reads them', async () => {
    const customer = world.customers['S1']?.one.id ?? newId('organization');
    for (const id of [customer, world.operator.id, newId('organization')])
      expect(await findOrganization(operator, id)).toBeUndefined();
    expect(await findOrganization(partner, world.r1a.id)).toBeUndefined();
    expect(await listUsersOfOrganization(partner, world.r1a.id)).toEqual([]);
    expect(await listOrganizationOptions(partner, ['distributor'])).toEqual([]);
  });

  it('[P6] show their members with masked addresses', async () => {
    const members = await listUsersOfOrganization(operator, world.s1.id);
    expect(members).toHaveLength(5);
    for (const { email } of members) expect(email).toMatch(/^.\*\*\*@canary\.example$/);
    expect(await listOrganizationOptions(operator, ['distributor'])).toMatchObject([{ kind: 'distributor' }, {}]);
  });
});

describe('API keys', () => {
  it('are listed for the operator, without secrets', async () => {
    const made = await createApiKey(actorOf(world.operator), freshKey(), {
      organizationId: world.s1.id,
      name: 'Night job',
      rights: 'read_only',
    });
    if (!made.ok) throw new Error(made.code);
    const request = pageRequest({}, { key: 'instant', id: 'apiKey' });
    const { rows } = await listApiKeys(operator, { q: 'night' }, request);
    expect(rows).toMatchObject([{ id: made.id, rights: 'read_only', owner: { id: world.s1.id } }]);
    expect(JSON.stringify(rows)).not.toMatch(/secret|v1\./i);
    expect((await listApiKeys(operator, { state: 'disabled' }, request)).rows).toEqual([]);
    expect((await listApiKeys(operator, { organizationId: world.s2.id }, request)).rows).toEqual([]);
    expect((await listApiKeys(operator, { q: rows[0]?.accessKey.toLowerCase() }, request)).rows).toHaveLength(1);
    expect((await listApiKeys(partner, {}, request)).rows).toEqual([]);
    expect(await findApiKey(partner, made.id)).toBeUndefined();
    expect(await findApiKey(operator, made.id)).toMatchObject({ name: 'Night job' });
  });
});
