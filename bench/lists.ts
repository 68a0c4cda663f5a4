import type pg from 'pg';
import type { DatabaseHandle } from '@/db/client';
import type { CustomerFilter } from '@/domain/customers/customer-filter';
import type { CustomerSort } from '@/domain/customers/model';
import { listCustomers } from '@/domain/customers/queries';
import { readScope } from '@/domain/read-scope';
import { type Id, newId, uuidOf } from '@/lib/id';
import { measureReadings } from './bare-sql';
import type { Measured, Settings } from './rounds';
import { makePartner } from './world';

/** Every filter and every order that the console offers, with something of each kind to find, little or much. */
const questions: readonly (readonly [load: string, filter: CustomerFilter, sort?: CustomerSort])[] = [
  ['page', {}],
  ['oldest first', {}, 'oldest'],
  ['by name', {}, 'name'],
  ['by English name', {}, 'name_en'],
  ['search', { q: 'abc' }],
  ['search, two words', { q: 'customer abc' }],
  ['search, two letters', { q: 'ab' }],
  ['search, label', { q: 'north 77' }],
  ['search, manager', { q: 'bench manager' }],
  ['search, mobile', { q: '13800000077' }],
  ['search, nothing', { q: 'no such customer' }],
  ['type', { type: 'referral' }],
  ['active', { state: 'active' }],
  ['frozen', { state: 'frozen' }],
  ['balance zero', { balance: 'zero' }],
  ['balance positive', { balance: 'positive' }],
  ['no manager', { managerId: 'none' }],
  ['label', { label: 'North 77' }],
  ['dates', { from: '2026-01-01', to: '2026-12-31' }],
  ['new tag', { newTag: 'Y' }],
  ['level', { level: 'V5' }],
  ['frozen by name', { state: 'frozen' }, 'name'],
];

/**
 * A page of the customer list, as the console reads it, of a partner with 10,000 and one with 100,000 customers: every filter and order.
 * Each against its own bare SQL, sent by the driver alone.
 */
export async function measureLists(handle: DatabaseHandle, settings: Settings): Promise<Measured[]> {
  const measures = [];
  for (const customers of [10_000, 100_000]) {
    settings.tell(`making ${customers} customers`);
    const { actor } = await makePartner(settings.owner, `list-${customers}`, customers);
    await makeVaried(settings.owner, actor.organizationId);
    const scope = readScope(actor, 'customers.read');
    for (const [load, filter, sort] of questions) {
      const read = () => listCustomers(scope, filter, { limit: 50 }, sort);
      measures.push({ name: `customers ${customers / 1000} k`, load, read });
    }
  }
  await settings.owner.query('vacuum analyze');
  return measureReadings(handle, settings, measures);
}

/** Gives customers what filters ask for: a tenth is of referral, a hundredth has each level but the first, fewer are frozen or new. */
async function makeVaried(owner: pg.Pool, partnerId: Id<'organization'>): Promise<void> {
  const partner = uuidOf(partnerId);
  const managers = Array.from({ length: 20 }, () => newId('user'));
  await owner.query(
    `insert into users (id, organization_id, root_id, email, name, roles)
       select u, $2, $2, u || '@bench.example', 'Bench manager ' || n, array['sales'] from unnest($1::uuid[]) with ordinality u (u, n)`,
    [managers.map(uuidOf), partner],
  );
  await owner.query(
    `with numbered as (select id, customer_id, row_number() over (order by associated_at desc) as n from associations where organization_id = $1),
        described as (update associations a
            set type = case when n % 10 = 0 then 'referral' else 'resale' end, label = case when n % 3 = 0 then 'North ' || n end,
                account_manager_id = case when n % 50 = 0 then ($2::uuid[])[1 + n / 50 % 20] end,
                freeze_level = case when n % 400 = 0 then 'account' end, frozen_at = case when n % 400 = 0 then now() end,
                freeze_reason = case when n % 400 = 0 then 'bench' end
           from numbered where numbered.id = a.id),
        frozen as (update organizations o set state = 'frozen', frozen_at = now() from numbered where o.id = customer_id and n % 500 = 0)
      update customers c set customer_level = 'V' || case when n % 100 < 6 then n % 100 else 0 end, new_tag = case when n % 200 = 0 then 'Y' end
        from numbered where c.id = customer_id`,
    [partner, managers.map(uuidOf)],
  );
}
