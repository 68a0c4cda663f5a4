import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/domain/actor';
import { assignAccountManager } from '@/domain/customers/assign-account-manager';
import { revealCustomer } from '@/domain/customers/reveal-customer';
import { disableUser } from '@/domain/identity/disable-user';
import { enableUser } from '@/domain/identity/enable-user';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { type AuditFilter, listAudit, listAuditPeople } from './queries';

let test: TestDatabase;
let world: World;
const s1Customer = () => world.customers['S1']?.one.customerId ?? newId('customer');
const s2Customer = () => world.customers['S2']?.one.customerId ?? newId('customer');
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await revealCustomer(actorOf(world.s1, 'finance'), freshKey(), { customerId: s1Customer(), field: 'mobile' });
  await assignAccountManager(actorOf(world.s1), freshKey(), { customerId: s1Customer(), userId: world.s1.users.sales });
  await revealCustomer(actorOf(world.s1), freshKey(), { customerId: s2Customer(), field: 'email' });
  await revealCustomer(actorOf(world.s2), freshKey(), { customerId: s2Customer(), field: 'email' });
});
afterAll(() => test.close());

const read = (who: Actor, filter: AuditFilter = {}, params = {}) =>
  listAudit(readScope(who, 'audit.read'), filter, pageRequest(params, { key: 'instant', id: 'auditEntry' }, 2));
const actions = async (filter: AuditFilter) => {
  const { rows } = await read(actorOf(world.s1), filter);
  return rows.map((row) => `${row.action} ${row.outcome}`);
};

describe('the audit log', () => {
  it('[T3] [P1] holds what the own people did and were denied, newest first; the operator sees everybody', async () => {
    const first = await read(actorOf(world.s1));
    expect(first.rows).toMatchObject([
      { action: 'customers.reveal', outcome: 'denied', refusal: 'customer_not_found', subjectId: s2Customer() },
      { action: 'customers.assign_manager', outcome: 'done', user: { name: 'CNRY-S1-user-admin' } },
    ]);
    const second = await read(actorOf(world.s1), {}, { after: first.after });
    expect(second.rows).toMatchObject([{ action: 'customers.reveal', outcome: 'done', detail: { field: 'mobile' } }]);
    expect(second.after).toBeUndefined();
    const all = await read(actorOf(world.operator));
    expect(all.rows[0]).toMatchObject({ organization: { id: world.s2.id }, outcome: 'done' });
    expect(all.after).toBeDefined();
  });

  it('does not tell a partner who of the operator acted, nor from where', async () => {
    const { disabled, viewer } = world.s2.users;
    await enableUser(actorOf(world.operator), freshKey(), { userId: disabled });
    await disableUser(actorOf(world.s2), freshKey(), { userId: viewer });
    const seen = await read(actorOf(world.s2));
    expect(seen.rows).toMatchObject([
      { action: 'users.disable', user: { name: 'CNRY-S2-user-admin' }, address: '127.0.0.1' },
      { action: 'users.enable', user: { name: null }, address: null },
    ]);
    const all = await read(actorOf(world.operator), { subject: disabled });
    expect(all.rows).toMatchObject([{ user: { name: 'CNRY-V-user-admin' }, address: '127.0.0.1' }]);
  });

  it('is filtered by action, person, object, outcome and days of the reader’s zone', async () => {
    const done = ['customers.reveal done'];
    expect(await actions({ action: 'customers.reveal', outcome: 'done' })).toEqual(done);
    expect(await actions({ userId: world.s1.users.finance })).toEqual(done);
    expect(await actions({ subject: s1Customer(), outcome: 'done' })).toHaveLength(2);
    expect(await actions({ subject: s1Customer(), action: 'customers.freeze' })).toEqual([]);
    expect(await actions({ outcome: 'denied' })).toEqual(['customers.reveal denied']);
    expect(await actions({ from: '2000-01-01', to: '2000-01-02' })).toEqual([]);
    expect(await actions({ from: '2000-01-01', outcome: 'denied' })).toHaveLength(1);
    expect(await actions({ from: '2026-02-30' })).toEqual([]);
    expect(await actions({ userId: world.s2.users.admin })).toEqual([]);
  });

  it('offers the people of the own organization, and is for administrators', async () => {
    const people = await listAuditPeople(readScope(actorOf(world.s1), 'audit.read'));
    expect(people).toHaveLength(5);
    expect(() => readScope(actorOf(world.s1, 'finance'), 'audit.read')).toThrow('not_permitted');
  });
});
