import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeOrganization } from '@/tests/world';
import { admitOperator } from './first-operator';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl;
});
afterAll(() => test.close());

const admit = (person: typeof anna) => inTransaction((tx) => admitOperator(tx, person));
const anna = { email: 'anna@operator.example', name: 'Anna', organizationName: 'Cloud' };

describe('letting the first operator in', () => {
  it('makes the organization, an admin without a password, and a link', async () => {
    const access = await admit(anna);
    expect(access).toMatchObject({ madeOrganization: true, madeUser: true });
    expect(access?.link).toMatch(/^http:\/\/127\.0\.0\.1:4390\/sign-in\/link\?token=[\w-]{43}$/);
    const [user] = await database().select().from(schema.users);
    expect(user).toMatchObject({ email: anna.email, roles: ['admin'], passwordHash: null, state: 'active' });
    const [account] = await database().select().from(schema.ledgerAccounts);
    expect(account).toMatchObject({ ownerId: user?.organizationId, purpose: 'bank_clearing' });
  });

  it('gives an existing admin a new link, and ends the one before', async () => {
    const access = await admit(anna);
    expect(access).toMatchObject({ madeOrganization: false, madeUser: false });
    const links = await database().select().from(schema.signInLinks);
    expect(links.filter((link) => link.usedAt === null)).toHaveLength(1);
    expect(await database().$count(schema.organizations)).toBe(1);
  });

  it('adds a second admin to the operator that is there', async () => {
    const access = await admit({ ...anna, email: 'ben@operator.example' });
    expect(access).toMatchObject({ madeOrganization: false, madeUser: true });
  });

  it('does not let in somebody of another organization', async () => {
    const partner = await makeOrganization({ code: 'S9', kind: 'solution_provider' });
    const [user] = await database().select().from(schema.users).limit(1).offset(2);
    expect(user?.organizationId).toBe(partner.id);
    expect(await admit({ ...anna, email: user?.email ?? '' })).toBeUndefined();
  });
});
