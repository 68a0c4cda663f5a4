import type pg from 'pg';
import type { Actor } from '@/domain/actor';
import { type Id, newId, uuidOf } from '@/lib/id';
import { makePartner } from './world';

/** Who reads the lists of coupons, and what there is to ask for. */
export interface CouponWorld {
  readonly partner: Actor & { readonly userId: Id<'user'> };
  /** In sales: one with nine tenths of the customers, one with a hundredth, one with none. */
  readonly busy: Actor;
  readonly idle: Actor;
  readonly newcomer: Actor;
  readonly customer: Id<'customer'>;
  /** Of the partner: nearly all coupons are of the first few, a thousandth of the last. */
  readonly large: Id<'couponQuota'>;
  readonly small: Id<'couponQuota'>;
  readonly coupon: Id<'coupon'>;
}

const customerCount = 2_000;
/** Row n was written n minutes ago. */
const then = `clock_timestamp() - n * interval '1 minute'`;

/**
 * A partner that has issued `count` coupons, with as many records, of each state and kind much, little or nothing. Written set-based, past every
 * command: no value stands behind them.
 */
export async function makeCoupons(owner: pg.Pool, name: string, count: number): Promise<CouponWorld> {
  const { actor, customers } = await makePartner(owner, name, customerCount);
  const person = async (role: 'admin' | 'sales', who: string): Promise<Actor & { userId: Id<'user'> }> => {
    const userId = newId('user');
    await owner.query(
      `insert into users (id, organization_id, root_id, email, name, roles) values ($1, $2, $2, $3, $4, array[$5])`,
      [uuidOf(userId), uuidOf(actor.organizationId), `${who}@${name}.example`, who, role],
    );
    return { ...actor, roles: [role], userId };
  };
  const partner = await person('admin', 'admin');
  const [busy, idle, newcomer] = [
    await person('sales', 'busy'),
    await person('sales', 'idle'),
    await person('sales', 'newcomer'),
  ];
  await owner.query(
    `update associations set account_manager_id = case when n % 100 = 7 then $3::uuid when n % 10 > 0 then $2::uuid end
       from (select id, row_number() over (order by associated_at desc) as n from associations where organization_id = $1) a where associations.id = a.id`,
    [actor.organizationId, busy.userId, idle.userId].map(uuidOf),
  );
  const quotas = Array.from({ length: 10 }, () => newId('couponQuota'));
  await makeQuotas(owner, actor, quotas);
  const coupons = Array.from({ length: count }, () => newId('coupon'));
  const [large, small, customer, coupon] = [quotas[0], quotas[9], customers[100], coupons[100]];
  if (!large || !small || !customer || !coupon) throw new Error('there are quotas, customers and coupons');
  await fillCoupons(owner, actor, { quotas, customers, coupons });
  await fillRecords(owner, actor, [partner.userId, busy.userId]);
  return { partner, busy, idle, newcomer, customer, large, small, coupon };
}

async function makeQuotas(owner: pg.Pool, { organizationId }: Actor, quotas: readonly Id<'couponQuota'>[]) {
  await openAccounts(
    owner,
    'quota',
    quotas.map(() => uuidOf(organizationId)),
    quotas.map(uuidOf),
  );
  await owner.query(
    `insert into coupon_quotas (id, organization_id, root_id, issuer_id, account_id, type, value_minor, currency, effective_at, expires_at, limits, created_at)
       select q, $2, $2, $2, a.id, 'voucher', 100000000, 'CNY', now() - interval '3 years', now() + interval '3 years', '{}', ${then}
         from unnest($1::uuid[]) with ordinality u (q, n) join ledger_accounts a on a.owner_id = $2 and a.subject_id = q`,
    [quotas.map(uuidOf), uuidOf(organizationId)],
  );
}

async function fillCoupons(
  owner: pg.Pool,
  { organizationId }: Actor,
  of: { quotas: readonly Id<'couponQuota'>[]; customers: readonly Id<'customer'>[]; coupons: readonly Id<'coupon'>[] },
): Promise<void> {
  const chunk = 5_000;
  for (let from = 0; from < of.coupons.length; from += chunk) {
    const ids = of.coupons.slice(from, from + chunk);
    const owners = ids.map((_, index) =>
      uuidOf(of.customers[(from + index) % of.customers.length] ?? newId('customer')),
    );
    await openAccounts(owner, 'coupon', owners, ids.map(uuidOf));
    await owner.query(
      `insert into coupons (id, organization_id, root_id, quota_id, customer_id, account_id, type, state, face_minor, currency, min_order_minor,
           effective_at, expires_at, limits, lock_order_id, locked_at, order_id, created_at)
         select c, $2, $2, (case when n % 1000 = 7 then $4::uuid[] else $3::uuid[] end)[1 + n % case when n % 1000 = 7 then 1 else 9 end], customer, a.id, 'voucher', state, n, 'CNY', 0,
             now() - interval '1 year', case when n % 10000 = 5005 then now() - interval '1 hour' when state = 'expired' then now() - interval '1 day' else now() + (1 + n % 400) * interval '1 day' end,
             '{}', case when state = 'usable' and n % 1000 = 500 then 'LOCK-' || n end, case when state = 'usable' and n % 1000 = 500 then now() end,
             case when state = 'used' then 'ORD-' || n end, ${then}
           from (select c, customer, n + $7::int as n, case when (n + $7::int) % 1000 = 7 then 'reclaimed' when n % 10 = 3 then 'used' when n % 100 = 51 then 'expired' else 'usable' end as state
                   from unnest($1::uuid[], $6::uuid[]) with ordinality u (c, customer, n)) u
             join ledger_accounts a on a.owner_id = customer and a.subject_id = c and a.purpose = $5`,
      [
        ids.map(uuidOf),
        uuidOf(organizationId),
        of.quotas.slice(0, 9).map(uuidOf),
        of.quotas.slice(9).map(uuidOf),
        'coupon',
        owners,
        from,
      ],
    );
  }
}

/** A record for each coupon; of one in a thousand that it was declined. */
async function fillRecords(owner: pg.Pool, { organizationId }: Actor, people: readonly Id<'user'>[]): Promise<void> {
  await owner.query(
    `insert into coupon_records (id, organization_id, root_id, operation_id, kind, quota_id, quota_type, coupon_id, customer_id, amount_minor, currency,
         transfer_id, refusal, acting_organization_id, user_id, created_at)
       select gen_random_uuid(), $1, $1, gen_random_uuid(), case when n % 1000 = 7 then 'reclaim' when n % 10 = 3 then 'use' when n % 10000 = 5005 then 'unbind' else 'issue' end,
           quota_id, 'voucher', c.id, customer_id, face_minor, 'CNY', case when n % 1000 <> 9 then gen_random_uuid() end,
           case when n % 1000 = 9 then 'customer_frozen' end, $1, case when n % 1000 = 8 then $3::uuid else $2::uuid end, created_at
         from (select *, face_minor as n from coupons where organization_id = $1) c`,
    [organizationId, ...people].map(uuidOf),
  );
}

const openAccounts = (
  owner: pg.Pool,
  purpose: 'quota' | 'coupon',
  owners: readonly string[],
  subjects: readonly string[],
) => owner.query(`select ledger_open_accounts($1::uuid[], $2, 'CPN.CNY', $3::uuid[])`, [owners, purpose, subjects]);

/** A distributor with a hundred resellers and `count` quotas cut for them; its first reseller, with one record for each of its own. */
export async function makeIssuedQuotas(
  owner: pg.Pool,
  count: number,
): Promise<{ distributor: Actor; reseller: Actor }> {
  const { actor } = await makePartner(owner, 'coupon-distributor', 1);
  await owner.query(`update organizations set kind = 'distributor' where id = $1`, [uuidOf(actor.organizationId)]);
  const resellers = Array.from({ length: 100 }, () => newId('organization'));
  await owner.query(
    `insert into organizations (id, root_id, parent_id, kind, name, account_name) select r, $2, $2, 'reseller', 'Reseller ' || n, 'coupon-reseller-' || n
       from unnest($1::uuid[]) with ordinality u (r, n)`,
    [resellers.map(uuidOf), uuidOf(actor.organizationId)],
  );
  const [parent, first] = [newId('couponQuota'), resellers[0]];
  if (!first) throw new Error('there are resellers');
  await makeQuotas(owner, actor, [parent]);
  const cut = Array.from({ length: count }, (_, index) => ({
    id: uuidOf(newId('couponQuota')),
    reseller: uuidOf(resellers[index % 2 === 0 ? 0 : index % resellers.length] ?? first),
  }));
  const [ids, owners] = [cut.map(({ id }) => id), cut.map(({ reseller }) => reseller)];
  await openAccounts(owner, 'quota', owners, ids);
  await owner.query(
    `insert into coupon_quotas (id, organization_id, root_id, issuer_id, parent_id, account_id, type, state, value_minor, currency, effective_at, expires_at, limits, created_at)
       select q, r, $3, $3, $4, a.id, 'voucher', case when n % 1000 = 7 then 'frozen' when n % 10 = 3 then 'reclaimed' else 'normal' end, n, 'CNY',
           now() - interval '1 year', now() + interval '1 year', '{}', ${then}
         from unnest($1::uuid[], $2::uuid[]) with ordinality u (q, r, n) join ledger_accounts a on a.owner_id = r and a.subject_id = q`,
    [ids, owners, uuidOf(actor.organizationId), uuidOf(parent)],
  );
  await owner.query(
    `insert into coupon_records (id, organization_id, root_id, operation_id, kind, quota_id, quota_type, parent_quota_id, reseller_id, amount_minor, currency,
         transfer_id, acting_organization_id, created_at)
       select gen_random_uuid(), $1, $1, gen_random_uuid(), 'quota_issue', q.id, 'voucher', q.parent_id, q.organization_id, value_minor, 'CNY', gen_random_uuid(), $1, q.created_at
         from coupon_quotas q where q.root_id = $1 and q.parent_id is not null`,
    [uuidOf(actor.organizationId)],
  );
  return {
    distributor: { ...actor, kind: 'distributor' },
    reseller: { ...actor, kind: 'reseller', organizationId: first },
  };
}
