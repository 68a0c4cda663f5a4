import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '@/db/schema/identity';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { createUser } from './create-user';
import { enableUser } from './enable-user';
import { issueSignInLink } from './issue-sign-in-link';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const person = () => ({
  email: `${freshKey()}@canary.example`,
  name: 'Second self',
  roles: ['admin' as Role],
  language: 'en',
});
const asked = (of: WorldOrganization, isShown: boolean, areAsked = true) =>
  actorOf(of, 'admin', { codes: { areAsked, isShown } });

describe('letting somebody in', () => {
  it('asks for a code first where codes are asked for: a second self could confirm what the first may not', async () => {
    const before = await rowCounts();
    const userId = newId('user');
    const bare = asked(world.s1, false);
    for (const outcome of [
      await createUser(bare, freshKey(), person()),
      await enableUser(bare, freshKey(), { userId: world.s1.users.disabled }),
      await issueSignInLink(bare, freshKey(), { userId }),
    ])
      expect(outcome).toEqual({ ok: false, code: 'code_required', fields: {} });
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(await createUser(asked(world.s1, true), freshKey(), person())).toMatchObject({ ok: true });
  });

  it('asks customers always, and nobody else whose switch is off', async () => {
    const customer = world.customers['S1']?.one;
    if (!customer) throw new Error('the world has customers');
    expect(await createUser(asked(customer, false, false), freshKey(), person())).toMatchObject({
      code: 'code_required',
    });
    expect(await createUser(asked(customer, true, false), freshKey(), person())).toMatchObject({ ok: true });
    expect(await createUser(asked(world.s1, false, false), freshKey(), person())).toMatchObject({ ok: true });
  });
});
