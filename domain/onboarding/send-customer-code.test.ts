import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { watched } from '@/tests/join-scenes';
import { freshMobile } from '@/tests/onboarding';
import { actorOf, freshKey, makeCustomer, seedWorld, type World } from '@/tests/world';
import { sendCustomerCode } from './send-customer-code';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterAll(() => test.close());

const program = () => actorOf(world.s1, 'admin', { via: 'api_key', userId: null, sessionId: null });

describe('codes that programs send', () => {
  const ask = (changes: object = {}) =>
    sendCustomerCode(program(), freshKey(), {
      mobile: freshMobile(),
      minutes: 5,
      language: 'en',
      purpose: 'register',
      customerId: null,
      ...changes,
    });

  it('one a minute for a number', async () => {
    const mobile = freshMobile();
    const { outcome, grown } = await watched(() => ask({ mobile }));
    expect(outcome).toMatchObject({ ok: true });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, outgoing_messages: 1, verification_codes: 1 });
    expect((await watched(() => ask({ mobile }))).outcome).toMatchObject({ code: 'code_too_soon' });
  });

  it('[T3] for a customer of its own only', async () => {
    const own = await makeCustomer(world.s1, 'code', 'resale');
    expect(await ask({ purpose: 'real_name', customerId: own.customerId })).toMatchObject({ ok: true });
    const random = await ask({ purpose: 'real_name', customerId: newId('customer') });
    expect(random).toEqual({ ok: false, code: 'customer_not_found', fields: {} });
    const foreign = world.customers['S2']?.one.customerId;
    expect(await ask({ purpose: 'real_name', customerId: foreign })).toEqual(random);
    expect(await ask({ purpose: 'real_name' })).toMatchObject({ fields: { customerId: 'required' } });
  });
});
