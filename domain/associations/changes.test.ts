import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Obstacle } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import { asKind, type Id, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import {
  answerAs,
  ask,
  askAsCustomer,
  askAsPartner,
  changeOf,
  customerActor,
  denied,
  expectRefused,
  makeChange,
  makeFundedCustomer,
  relationsOf,
  wishInput,
} from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  seedWorld,
  type World,
  type WorldCustomer,
} from '@/tests/world';
import { answerChange } from './answer-change';
import { requestChange } from './request-change';
import { withdrawChange } from './withdraw-change';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const setObstacles = (customer: WorldCustomer, ...obstacles: Obstacle[]) =>
  database().update(schema.customers).set({ obstacles }).where(eq(schema.customers.id, customer.customerId));
const freeze = (id: Id<'organization'>, state: 'frozen' | 'active') =>
  database()
    .update(schema.organizations)
    .set({ state, frozenAt: state === 'frozen' ? sql`clock_timestamp()` : null })
    .where(eq(schema.organizations.id, id));
const restrict = (customer: WorldCustomer, isRestricted: boolean) =>
  database()
    .update(schema.associations)
    .set(
      isRestricted
        ? { freezeLevel: 'account', frozenAt: sql`clock_timestamp()`, freezeReason: 'Test' }
        : { freezeLevel: null, frozenAt: null, freezeReason: null },
    )
    .where(eq(schema.associations.customerId, customer.customerId));

describe('asking to change a relation', () => {
  it('is written down with its reason, and changes nothing yet', async () => {
    const customer = await makeFundedCustomer(world.s1, 'ask', '10.00');
    const before = await rowCounts();
    const outcome = await askAsPartner(customer, 'disassociate', { reason: '  Moving <b>away</b> 😀 ' });
    expect(grownBy(before, await rowCounts())).toEqual({
      association_changes: 1,
      audit_entries: 1,
      command_receipts: 1,
      outbox_events: 1,
    });
    expect(outcome).toMatchObject({ ok: true, replayed: false });
    if (!outcome.ok) return;
    expect(await changeOf(outcome.id)).toMatchObject({
      organizationId: world.s1.id,
      customerId: customer.customerId,
      kind: 'disassociate',
      fromType: 'resale',
      toType: null,
      startedBy: 'partner',
      reason: 'Moving <b>away</b> 😀',
      state: 'submitted',
      userId: world.s1.users.admin,
    });
    expect(await balanceOf(customer)).toBe(1_000n);
    expect(await relationsOf(customer)).toMatchObject([{ endedAt: null }]);
  });

  it('acts once for one key', async () => {
    const customer = await makeCustomer(world.s1, 'ask-once', 'resale');
    const key = freshKey();
    const call = () => requestChange(customerActor(customer), key, wishInput('disassociate'));
    expect([await call(), await call()]).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
  });

  it('is open to subsidised partners and resellers alike', async () => {
    for (const partner of [world.g1, world.r1a, world.d1]) {
      const customer = await makeCustomer(partner, `${partner.code}-any`, 'referral');
      expect(await askAsPartner(customer, 'resale')).toMatchObject({ ok: true });
    }
  });

  it('needs the tick, a reason and, for a switch alone, a type', async () => {
    const customer = await makeCustomer(world.s1, 'form', 'resale');
    const wrong: [object, string][] = [
      [{ understood: undefined }, 'understood'],
      [{ understood: false }, 'understood'],
      [{ reason: ' ' }, 'reason'],
      [{ reason: 'x'.repeat(257) }, 'reason'],
      [{ reason: 'a\u202Eb' }, 'reason'],
      [{ kind: 'switch' }, 'toType'],
      [{ toType: 'referral' }, 'toType'],
      [{ toType: 'gold' }, 'toType'],
      [{ customerId: 'cus_1' }, 'customerId'],
    ];
    for (const [more, field] of wrong) {
      const outcome = await askAsPartner(customer, 'disassociate', more);
      expect([more, outcome]).toMatchObject([more, { code: 'invalid_input', fields: { [field]: expect.any(String) } }]);
    }
    expect(await askAsPartner(customer, 'disassociate', { understood: 'yes', toType: '' })).toMatchObject({ ok: true });
  });

  it('asks customers for a code, whatever their switch says, and partners where theirs is on', async () => {
    const customer = await makeCustomer(world.s1, 'code', 'resale');
    await expectRefused(() => ask(actorOf(customer), customer), 'code_required');
    const careful = actorOf(world.s1, 'admin', { codes: { areAsked: true, isShown: false } });
    await expectRefused(() => ask(careful, customer), 'code_required');
    const changeId = await makeChange(customer, 'partner');
    await expectRefused(() => answerChange(actorOf(customer), freshKey(), { changeId, agree: true }), 'code_required');
  });

  it.each(['finance', 'sales', 'viewer'] as const)('[T2] is for administrators, not for %s', async (role) => {
    const customer = await makeCustomer(world.s1, `role-${role}`, 'resale', { managerId: world.s1.users.sales });
    await expectRefused(() => ask(actorOf(world.s1, role), customer), 'not_permitted', denied);
    const changeId = await makeChange(customer, 'customer');
    const answer = () => answerChange(actorOf(world.s1, role), freshKey(), { changeId, agree: true });
    await expectRefused(answer, 'not_permitted', denied);
  });

  it('[T3] answers for customers of others, and for those that have left, as for an id that names nothing', async () => {
    const left = await makeCustomer(world.s1, 'left', 'resale');
    await answerAs(left, 'partner', await makeChange(left, 'customer'), true);
    const theirs = world.customers['S2']?.one.customerId;
    for (const customerId of [theirs, left.customerId, newId('customer'), asKind('customer', world.s1.id), undefined])
      await expectRefused(
        () => requestChange(actorOf(world.s1), freshKey(), { ...wishInput('disassociate'), customerId }),
        'customer_not_found',
        denied,
      );
    await expectRefused(() => askAsCustomer(left), 'customer_not_found', denied);
    const more = { ...wishInput('disassociate'), customerId: theirs };
    const own = await makeCustomer(world.s1, 'own', 'resale');
    await expectRefused(() => requestChange(customerActor(own), freshKey(), more), 'customer_not_found', denied);
  });

  it('refuses the type the customer has, a second open request, and one by the other side', async () => {
    const customer = await makeCustomer(world.s1, 'second', 'resale');
    await expectRefused(() => askAsPartner(customer, 'resale'), 'same_type');
    await makeChange(customer, 'partner');
    await expectRefused(() => askAsPartner(customer), 'change_open_already');
    await expectRefused(() => askAsCustomer(customer), 'change_open_already');
  });
});

describe('what stands in the way', () => {
  const blocks: [
    name: string,
    set: (customer: WorldCustomer, isOn: boolean) => Promise<unknown>,
    ours: string,
    theirs: string,
  ][] = [
    [
      'a frozen partner',
      (customer, isOn) => freeze(customer.partner.id, isOn ? 'frozen' : 'active'),
      'organization_frozen',
      'partner_frozen',
    ],
    [
      'a customer the operator has frozen',
      (customer, isOn) => freeze(customer.id, isOn ? 'frozen' : 'active'),
      'customer_frozen',
      'customer_frozen',
    ],
    ['a customer its partner has frozen', restrict, 'customer_frozen', 'customer_frozen'],
    ...(['unpaid_bills', 'special_contract', 'reserved_instances'] as const).map(
      (obstacle): (typeof blocks)[number] => [
        obstacle,
        (customer, isOn) => setObstacles(customer, ...(isOn ? [obstacle] : [])),
        obstacle,
        obstacle,
      ],
    ),
  ];

  it.each(blocks)('%s: neither side may ask, and nobody may agree', async (name, set, ours, theirs) => {
    const code = `way-${blocks.findIndex(([each]) => each === name)}`;
    const [customer, asked, offered] = [
      await makeFundedCustomer(world.s1, code, '1.00'),
      await makeFundedCustomer(world.s1, `${code}-a`, '1.00'),
      await makeFundedCustomer(world.s1, `${code}-b`, '1.00'),
    ];
    const [byCustomer, byPartner] = [await makeChange(asked, 'customer'), await makeChange(offered, 'partner')];
    for (const each of [customer, asked, offered]) await set(each, true);
    await expectRefused(() => askAsPartner(customer), ours);
    await expectRefused(() => askAsCustomer(customer), theirs);
    await expectRefused(() => answerAs(asked, 'partner', byCustomer, true), ours);
    await expectRefused(() => answerAs(offered, 'customer', byPartner, true), theirs);
    expect(await answerAs(offered, 'customer', byPartner, false)).toMatchObject({ ok: true });
    for (const each of [customer, asked, offered]) await set(each, false);
    expect(await askAsPartner(customer)).toMatchObject({ ok: true });
    expect(await answerAs(asked, 'partner', byCustomer, true)).toMatchObject({ ok: true });
  });

  it.each(['professional_service_contract', 'enterprise_member', 'enterprise_master'] as const)(
    '%s keeps from resale, not from leaving',
    async (obstacle) => {
      const customer = await makeCustomer(world.s1, `res-${obstacle.slice(-6)}`, 'referral');
      await setObstacles(customer, obstacle);
      await expectRefused(() => askAsPartner(customer, 'resale'), obstacle);
      expect(await askAsPartner(customer)).toMatchObject({ ok: true });
    },
  );
});

describe('answering and withdrawing', () => {
  it('is for the other side, and taking back for the own', async () => {
    const [byPartner, byCustomer] = [
      await makeCustomer(world.s1, 'mine', 'resale'),
      await makeCustomer(world.s1, 'theirs', 'resale'),
    ];
    const [ours, theirs] = [await makeChange(byPartner, 'partner'), await makeChange(byCustomer, 'customer')];
    await expectRefused(() => answerAs(byPartner, 'partner', ours, true), 'not_permitted', denied);
    await expectRefused(() => answerAs(byCustomer, 'customer', theirs, true), 'not_permitted', denied);
    const withdraw = (who: Actor, changeId: string) => withdrawChange(who, freshKey(), { changeId });
    await expectRefused(() => withdraw(customerActor(byPartner), ours), 'not_permitted', denied);
    await expectRefused(() => withdraw(actorOf(world.s1), theirs), 'not_permitted', denied);
    const before = await rowCounts();
    expect(await withdraw(actorOf(world.s1), ours)).toMatchObject({ ok: true, id: ours });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await withdraw(customerActor(byCustomer), theirs)).toMatchObject({ ok: true });
    for (const id of [ours, theirs]) expect(await changeOf(id)).toMatchObject({ state: 'withdrawn' });
  });

  it('ends with the first answer', async () => {
    const customer = await makeFundedCustomer(world.s1, 'ended', '2.00');
    const changeId = await makeChange(customer, 'customer');
    await answerAs(customer, 'partner', changeId, false);
    await expectRefused(() => answerAs(customer, 'partner', changeId, true), 'change_not_open');
    await expectRefused(() => withdrawChange(customerActor(customer), freshKey(), { changeId }), 'change_not_open');
    expect(await balanceOf(customer)).toBe(200n);
  });

  it('[T3] of a change of others answers as for an id that names nothing', async () => {
    const customer = await makeCustomer(world.s2, 'foreign', 'resale');
    const changeId = await makeChange(customer, 'customer');
    const strangers = [
      actorOf(world.s1),
      actorOf(world.d1),
      customerActor(await makeCustomer(world.s2, 'stranger', 'resale')),
    ];
    for (const who of strangers)
      for (const id of [changeId, newId('associationChange')]) {
        await expectRefused(
          () => answerChange(who, freshKey(), { changeId: id, agree: true }),
          'change_not_found',
          denied,
        );
        await expectRefused(() => withdrawChange(who, freshKey(), { changeId: id }), 'change_not_found', denied);
      }
  });

  it('of a relation that has ended otherwise comes too late', async () => {
    const customer = await makeCustomer(world.s1, 'otherwise', 'resale');
    const changeId = await makeChange(customer, 'customer');
    await database()
      .update(schema.associations)
      .set({ endedAt: sql`clock_timestamp()` })
      .where(eq(schema.associations.customerId, customer.customerId));
    await expectRefused(() => answerAs(customer, 'partner', changeId, true), 'change_not_open');
  });
});
