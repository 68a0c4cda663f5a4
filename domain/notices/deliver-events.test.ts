import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { freezeCustomer } from '@/domain/customers/freeze-customer';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { type DomainEvent, insertEvents } from '@/domain/trail';
import { type Id, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import {
  actorOf,
  canary,
  freshKey,
  fund,
  makeCustomer,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import { deliverEvents } from './deliver-events';
import { noticeKinds } from './model';

let test: TestDatabase;
let world: World;
let customer: WorldCustomer;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  customer = await makeCustomer(world.s1, 'cared', 'resale', { managerId: world.s1.users.sales });
  await fund(world, world.s1, '1000.00');
  await fund(world, world.d1, '1000.00');
});
beforeEach(async () => {
  await deliverAll();
  await test.owner.query('delete from notices');
  await test.owner.query('delete from outgoing_messages');
});
afterAll(() => test.close());

async function deliverAll(): Promise<number> {
  let all = 0;
  for (let step = await deliverEvents(); step > 0; step = await deliverEvents()) all += step;
  return all;
}
const happen = (...events: DomainEvent[]) => inTransaction((tx) => tx.execute(insertEvents(events)));
const aboutRelation = (kind: string, payload: DomainEvent['payload'] = {}): DomainEvent => ({
  kind,
  organizationId: world.s1.id,
  rootId: world.s1.rootId,
  subjectId: customer.customerId,
  payload: { customerId: customer.customerId, ...payload },
});
/** Who has a notice, as `organization role`. */
async function told(): Promise<string[]> {
  const rows = await database().select().from(schema.notices);
  const known = new Map<Id<'user'>, string>(
    [
      world.operator,
      world.s1,
      world.s2,
      world.d1,
      world.r1a,
      customer,
      ...Object.values(world.customers).map(({ one }) => one),
    ].flatMap((organization: WorldOrganization) =>
      Object.entries(organization.users).map(([role, id]) => [id, `${organization.code} ${role}`] as const),
    ),
  );
  return rows.map(({ userId }) => known.get(userId) ?? userId).toSorted();
}
const mailed = async () => {
  const rows = await database().select().from(schema.outgoingMessages);
  return rows.map(({ recipient }) => recipient.split('.')[0]).toSorted();
};
const undelivered = async () => {
  const { rows } = await database().execute<{ count: number }>(
    sql`select count(*)::int as count from outbox_events where delivered_at is null`,
  );
  return rows[0]?.count;
};

describe('who is told', () => {
  const relation = ['S1 admin', 'S1 sales', 'cared admin'];
  it.each([
    ['customer.associated', {}, relation, true],
    ['customer.left', {}, relation, true],
    ['customer.type_switched', { toType: 'referral' }, relation, true],
    ['association_change.requested', { kind: 'switch', startedBy: 'partner' }, relation, true],
    ['association_change.rejected', {}, relation, true],
    ['association_change.withdrawn', {}, relation, false],
    ['customer.frozen', { level: 'account' }, relation, false],
    ['customer.unfrozen', { level: 'account' }, relation, false],
    ['funds.returned', { amount: '3.00', currency: 'CNY' }, [...relation, 'S1 finance'], false],
    ['organization.created', {}, [], false],
    ['something.else', {}, [], false],
  ])('of %s', async (kind, payload, expected, isMailed) => {
    await happen(aboutRelation(kind, payload));
    expect(await deliverAll()).toBe(1);
    expect(await told()).toEqual(expected.toSorted());
    expect(await mailed()).toEqual(isMailed ? ['admin', 'admin', 'sales'] : []);
    expect(await undelivered()).toBe(0);
  });

  it('people in sales hear of their own customers only', async () => {
    const other = await makeCustomer(world.s1, 'uncared', 'resale');
    await happen({
      ...aboutRelation('customer.associated'),
      subjectId: other.customerId,
      payload: { customerId: other.customerId },
    });
    await deliverAll();
    expect((await told()).filter((line) => line.startsWith('S1'))).toEqual(['S1 admin']);
  });

  it('of who was put into their care, that member alone, and no member of another organization', async () => {
    await happen(aboutRelation('customer.manager_assigned', { managerId: world.s1.users.viewer, managerWas: null }));
    await happen(aboutRelation('customer.manager_assigned', { managerId: world.s2.users.sales, managerWas: null }));
    await happen(aboutRelation('customer.manager_assigned', { managerId: world.s1.users.disabled, managerWas: null }));
    await deliverAll();
    expect(await told()).toEqual(['S1 viewer']);
  });

  it('of reports, the operator or the partner', async () => {
    const { id: organizationId, rootId, users } = world.s1;
    const report = { organizationId, rootId, subjectId: newId('report') };
    const payload = { customerName: 'Prospect', reportedBy: users.sales };
    await happen({ kind: 'report.submitted', ...report, payload });
    await deliverAll();
    expect(await told()).toEqual(['V admin']);
    await happen({ kind: 'report.reviewed', ...report, payload: { ...payload, decision: 'reject' } });
    await happen({ kind: 'report.expired', ...report, payload });
    await deliverAll();
    expect(await told()).toEqual(['S1 admin', 'S1 admin', 'S1 sales', 'S1 sales', 'V admin']);
    const bodies = await database().select({ body: schema.outgoingMessages.body }).from(schema.outgoingMessages);
    expect(bodies.map(({ body }) => body?.split('\n')[0])).toEqual([
      'Prospect的报备未通过。',
      'Prospect的报备未通过。',
    ]);
  });

  it('of an attempt that failed, the partner as its history names who tried, and never who tried', async () => {
    const { id: organizationId, rootId, users } = world.s1;
    const theirs = world.customers['S2']?.one;
    const id = newId('associationAttempt');
    const row = {
      id,
      organizationId,
      rootId,
      via: 'link',
      type: 'resale',
      outcome: 'failed',
      cause: 'associated_with_another',
    } as const;
    await database()
      .insert(schema.associationAttempts)
      .values({ ...row, customerName: 'Who tried', accountManagerId: users.sales });
    const payload = { attemptId: id, customerId: theirs?.customerId ?? null, cause: 'associated_with_another' };
    await happen({ kind: 'association.failed', organizationId, rootId, subjectId: id, payload });
    await deliverAll();
    expect(await told()).toEqual(['S1 admin', 'S1 sales']);
    const rows = await database().select({ payload: schema.notices.payload }).from(schema.notices);
    expect(rows[0]?.payload).toEqual({
      cause: 'associated_with_another',
      customer: 'Who tried',
      customerEn: null,
      partner: canary('S1', 'name'),
      partnerEn: canary('S1', 'name-en'),
    });
  });

  it('of the operator’s freeze, the customer and the partner it is with', async () => {
    await freezeCustomer(actorOf(world.operator), freshKey(), {
      customerId: customer.customerId,
      reason: 'Secret reason',
    });
    await deliverAll();
    expect(await told()).toEqual(['S1 admin', 'S1 sales', 'cared admin']);
    expect(JSON.stringify(await database().select().from(schema.notices))).not.toContain('Secret reason');
    await database().execute(
      sql`update organizations set state = 'active', frozen_at = null, frozen_reason = null where id = ${sql.param(customer.id, schema.organizations.id)}`,
    );
  });

  it('of money, whoever pays and whoever receives; of an export, who asked for it', async () => {
    await allocateFunds(actorOf(world.s1), freshKey(), { customerId: customer.customerId, amount: '12.34' });
    await allocateToReseller(actorOf(world.d1), freshKey(), { resellerId: world.r1a.id, amount: '5.00' });
    await fund(world, world.s1, '1.00');
    await happen(aboutRelation('export.finished', { userId: world.s1.users.admin, taskId: newId('exportTask') }));
    await deliverAll();
    expect(await told()).toEqual(
      [
        ...['S1 admin', 'S1 finance', 'S1 sales', 'cared admin'],
        ...['D1 admin', 'D1 finance', 'R1a admin', 'R1a finance'],
        ...['S1 admin', 'S1 finance', 'S1 admin'],
      ].toSorted(),
    );
    const [row] = await database().select().from(schema.notices).where(eq(schema.notices.userId, customer.users.admin));
    expect(row).toMatchObject({
      kind: 'funds.allocated',
      organizationId: customer.id,
      subjectId: expect.stringMatching(/^adj_/),
      payload: { amount: '12.34', currency: 'CNY', customer: canary('cared', 'name'), partner: canary('S1', 'name') },
      readAt: null,
    });
    expect(row?.payload).not.toHaveProperty('payerId');
  });

  it('nobody, where an event names nobody, or nonsense: and the others are delivered all the same', async () => {
    const stranger = newId('organization');
    const nonsense = [
      {},
      { customerId: 7 },
      { customerId: 'cus_x', counterpartyId: null },
      { customerId: newId('customer') },
      { counterpartyId: stranger },
    ];
    const events = [...noticeKinds, 'unknown.kind'].flatMap((kind) =>
      nonsense.map(
        (payload) =>
          ({
            kind,
            organizationId: world.s2.id,
            rootId: world.s2.rootId,
            subjectId: 'nothing',
            payload,
          }) as DomainEvent,
      ),
    );
    await happen(...events, aboutRelation('customer.associated'));
    expect(await deliverAll()).toBe(events.length + 1);
    expect((await told()).filter((line) => !line.startsWith('S2') && !line.startsWith('V'))).toEqual([
      'S1 admin',
      'S1 sales',
      'cared admin',
    ]);
    expect(await undelivered()).toBe(0);
  });
});

describe('delivering', () => {
  it('is done once: run again, run at once, and over more events than one step takes', async () => {
    await happen(...Array.from({ length: 450 }, () => aboutRelation('customer.frozen')));
    const worker = () => deliverAll();
    const counts = await Promise.all([worker(), worker(), worker()]);
    expect(counts.reduce((all, count) => all + count, 0)).toBe(450);
    expect(await told()).toHaveLength(450 * 3);
    expect(await deliverEvents()).toBe(0);
  });

  it('is all or nothing: broken off before its end, it begins again and tells nobody twice', async () => {
    await happen(aboutRelation('customer.left'), aboutRelation('customer.frozen'));
    await test.owner.query(
      `create function break_off() returns trigger language plpgsql as $$ begin raise 'broken off'; end $$`,
    );
    await test.owner.query(
      `create trigger break_off before update on outbox_events for each row execute function break_off()`,
    );
    await expect(deliverEvents()).rejects.toThrow();
    expect([await told(), await mailed()]).toEqual([[], []]);
    await test.owner.query(`drop trigger break_off on outbox_events`);
    expect(await deliverAll()).toBe(2);
    expect(await told()).toHaveLength(6);
    expect(await mailed()).toHaveLength(3);
    // Should an event ever be delivered a second time, nobody hears of it a second time.
    await test.owner.query('update outbox_events set delivered_at = null where id in (select event_id from notices)');
    await deliverAll();
    const { rows } = await database().execute<{ most: number }>(
      sql`select max(count)::int as most from (select count(*) from notices group by event_id, user_id) n`,
    );
    expect(rows[0]?.most).toBe(1);
    expect(await mailed()).toHaveLength(3);
  });

  it('writes mails in each person’s language, with names that stay inert', async () => {
    await database().update(schema.users).set({ language: 'en' }).where(eq(schema.users.id, world.s1.users.admin));
    const hostile = await makeCustomer(world.s1, '{partner} $& <b>\u{1F600}', 'resale');
    await happen({
      ...aboutRelation('customer.associated'),
      subjectId: hostile.customerId,
      payload: { customerId: hostile.customerId },
    });
    await deliverAll();
    const [mail] = await database()
      .select()
      .from(schema.outgoingMessages)
      .where(sql`organization_id = ${sql.param(world.s1.id, schema.organizations.id)}`);
    const names = ['{partner} $& <b>\u{1F600}', 'S1'].map((code) => canary(code, 'name-en'));
    expect(mail).toMatchObject({ language: 'en', subject: 'Customer associated' });
    expect(mail?.body).toContain(`${names[0]} is now associated with ${names[1]}.`);
    expect(mail?.body).toMatch(/\/notices$/);
    expect(mail?.template).toBe('notice');
  });
});
