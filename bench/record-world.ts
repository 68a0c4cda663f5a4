import type pg from 'pg';
import type { Actor } from '@/domain/actor';
import { asKind, type Id, idFromUuid, newId, uuidOf } from '@/lib/id';
import { fillMoney, fillOnboarding, fillPlatform } from './record-rows';
import { makePartner } from './world';

/** Who reads the lists of records, and what there is to ask for. */
export interface RecordWorld {
  readonly partner: Actor;
  /** Of the same partner, in sales: one who did most of it, one who did a thousandth, one who did nothing. */
  readonly busy: Actor;
  readonly idle: Actor;
  readonly newcomer: Actor;
  readonly operator: Actor;
  /** Has asked and been asked for changes a hundred thousand times. */
  readonly restless: Actor;
  readonly distributor: Actor;
  /** Has half of the distributor's customers, and a two-hundredth. */
  readonly largeReseller: Id<'organization'>;
  readonly smallReseller: Id<'organization'>;
  readonly otherPartner: Id<'organization'>;
  /** A customer to whom a hundred thousand things were done, and whom as many adjustments are of. */
  readonly storied: Id<'customer'>;
  /** A report that many mails were sent for, and a customer of the partner. */
  readonly report: Id<'report'>;
  readonly customer: Id<'customer'>;
}

/** What a list of records is measured at; half of it is a place deep in the list, in minutes, as one row is written a minute. */
export const rowCount = 100_000;

/** A platform with 100,000 rows of each kind for one organization and 20,000 for another. Written set-based, past every command. */
export async function makeRecords(owner: pg.Pool): Promise<RecordWorld> {
  const { actor, customers } = await makePartner(owner, 'records', rowCount);
  const other = await makePartner(owner, 'elsewhere', rowCount / 5);
  const operator: Actor = { ...actor, kind: 'operator', organizationId: newId('organization') };
  await insertOrganization(owner, operator.organizationId, 'operator');
  const person = async (of: Actor, role: 'admin' | 'sales', name: string): Promise<Actor & { userId: Id<'user'> }> => {
    const userId = newId('user');
    await owner.query(
      `insert into users (id, organization_id, root_id, email, name, roles) values ($1, $2, $2, $3, $4, array[$5])`,
      [uuidOf(userId), uuidOf(of.organizationId), `${name}@records.example`, name, role],
    );
    return { ...of, roles: [role], userId };
  };
  const partner = await person(actor, 'admin', 'partner-admin');
  const busy = await person(actor, 'sales', 'busy');
  const idle = await person(actor, 'sales', 'idle');
  const newcomer = await person(actor, 'sales', 'newcomer');
  const stranger = await person(other.actor, 'admin', 'stranger');
  const reader = await person(operator, 'admin', 'operator-admin');
  const [customer, storied, restless] = [customers.at(1000), customers.at(-1), other.customers.at(-1)];
  if (!customer || !storied || !restless) throw new Error('the partners have customers');
  const own = { organizationId: actor.organizationId, busy: busy.userId, idle: idle.userId, admin: partner.userId };
  const elsewhere = {
    ...{ organizationId: other.actor.organizationId, busy: stranger.userId, idle: stranger.userId },
    admin: stranger.userId,
  };
  await fillOnboarding(owner, own, { count: rowCount, word: 'Trading', mobile: '139' });
  await fillOnboarding(owner, elsewhere, { count: rowCount / 5, word: 'Elsewhere', mobile: '137' });
  await fillPlatform(owner, { ...own, operatorId: operator.organizationId }, rowCount);
  await fillMoney(owner, own, { count: rowCount, storied, restless });
  const resellers = await makeResellers(owner);
  const { rows } = await owner.query<{ id: string }>(
    'select report_id as id from invitations where report_id is not null limit 1',
  );
  return {
    ...{ partner, busy, idle, newcomer, operator: reader, storied, customer },
    restless: { ...partner, kind: 'customer', organizationId: asKind('organization', restless) },
    distributor: { ...partner, kind: 'distributor', organizationId: resellers.distributor },
    ...{ largeReseller: resellers.large, smallReseller: resellers.small, otherPartner: other.actor.organizationId },
    report: idFromUuid('report', rows[0]?.id ?? ''),
  };
}

/** A distributor with one large reseller and a hundred small ones, whose customers all came a year before everybody else's. */
async function makeResellers(owner: pg.Pool) {
  const distributor = newId('organization');
  await insertOrganization(owner, distributor, 'distributor');
  const resellers = Array.from({ length: 101 }, () => newId('organization'));
  const [large, small] = resellers;
  if (!large || !small) throw new Error('there are resellers');
  await owner.query(
    `insert into organizations (id, root_id, parent_id, kind, name, account_name) select r, $2, $2, 'reseller', 'Reseller ' || n, 'reseller-' || n
       from unnest($1::uuid[]) with ordinality u (r, n)`,
    [resellers.map(uuidOf), uuidOf(distributor)],
  );
  await owner.query(
    `with made as materialized (select gen_random_uuid() as id, n, case when n % 2 = 0 then $1 else ($2::uuid[])[2 + n / 2 % 100] end as reseller
         from generate_series(1, $4::int) n),
       organization as (insert into organizations (id, root_id, kind, name, name_en, account_name)
         select id, id, 'customer', '下级' || substr(md5(n::text), 1, 6), case when n % 20000 = 19999 then 'Needle' else 'Below ' || n end, 'below-' || n from made),
       customer as (insert into customers (id, root_id) select id, $3 from made)
     insert into associations (id, organization_id, root_id, customer_id, type, associated_at)
       select gen_random_uuid(), reseller, $3, id, 'resale', clock_timestamp() - interval '1 year' - n * interval '1 minute' from made`,
    [uuidOf(large), resellers.map(uuidOf), uuidOf(distributor), rowCount],
  );
  return { distributor, large, small };
}

const insertOrganization = (owner: pg.Pool, id: Id<'organization'>, kind: string) =>
  owner.query(
    `insert into organizations (id, root_id, kind, name, account_name) values ($1, $1, $2, $2 || ' of records', $2 || '-of-records')`,
    [uuidOf(id), kind],
  );
