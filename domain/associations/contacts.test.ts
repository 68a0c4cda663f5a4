import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { addContact } from './add-contact';
import { changeContact } from './change-contact';
import { removeContact } from './remove-contact';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 12 });
  world = await seedWorld();
});
afterAll(() => test.close());

const wei = { name: ' Wei Lan ', position: 'Service', mobile: '138 0000-1111', email: 'Wei@Qiming.example' };
const add = (who: WorldOrganization, contact: object = wei) => addContact(actorOf(who), freshKey(), contact);
const contactsOf = ({ id }: WorldOrganization) =>
  database().select().from(schema.customerContacts).where(eq(schema.customerContacts.organizationId, id));
async function added(who: WorldOrganization) {
  const outcome = await add(who);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
}

describe('the contacts of a partner', () => {
  it('are added, changed and removed', async () => {
    const before = await rowCounts();
    const id = await added(world.s1);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, customer_contacts: 1 });
    expect(await contactsOf(world.s1)).toMatchObject([
      { id, name: 'Wei Lan', position: 'Service', mobile: '13800001111', email: 'wei@qiming.example' },
    ]);
    const change = { contactId: id, name: 'Wei', position: '', mobile: '', email: 'wei@qiming.example' };
    expect(await changeContact(actorOf(world.s1), freshKey(), change)).toMatchObject({ ok: true, id });
    expect(await contactsOf(world.s1)).toMatchObject([{ name: 'Wei', position: null, mobile: null }]);
    const key = freshKey();
    const remove = () => removeContact(actorOf(world.s1), key, { contactId: id });
    expect([await remove(), await remove()]).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
    expect(await contactsOf(world.s1)).toEqual([]);
  });

  it('can be reached one way at least', async () => {
    const wrong: [object, string][] = [
      [{ ...wei, mobile: '', email: '' }, 'mobile'],
      [{ ...wei, name: '' }, 'name'],
      [{ ...wei, name: 'x'.repeat(65) }, 'name'],
      [{ ...wei, mobile: 'call me' }, 'mobile'],
      [{ ...wei, email: 'nowhere' }, 'email'],
      [{ ...wei, rank: 1 }, ''],
    ];
    for (const [contact, field] of wrong)
      expect([contact, await add(world.s1, contact)]).toMatchObject([
        contact,
        { code: 'invalid_input', fields: { [field]: expect.any(String) } },
      ]);
  });

  it('are five at most, also when twenty add one at once', async () => {
    const partner = await makeOrganization({ code: 'many', kind: 'reseller', parent: world.d1 });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => add(partner)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
    expect(await contactsOf(partner)).toHaveLength(5);
    await expectRefused(() => add(partner), 'too_many_contacts');
  });

  it('[T3] of others answer like an id that names nothing', async () => {
    const id = await added(world.s2);
    for (const contactId of [id, newId('customerContact')]) {
      const change = () => changeContact(actorOf(world.s1), freshKey(), { contactId, ...wei });
      await expectRefused(change, 'contact_not_found', denied);
      const remove = () => removeContact(actorOf(world.s1), freshKey(), { contactId });
      await expectRefused(remove, 'contact_not_found', denied);
    }
    expect(await contactsOf(world.s2)).toHaveLength(1);
  });

  it.each(['finance', 'sales', 'viewer'] as const)('[T2] are not for %s', async (role) => {
    await expectRefused(() => addContact(actorOf(world.s1, role), freshKey(), wei), 'not_permitted', denied);
  });
});
