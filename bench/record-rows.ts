import type pg from 'pg';
import { type Id, uuidOf } from '@/lib/id';

/** Whose rows they are, and which of its people did most of it, little of it, and read it. */
export interface Owners {
  readonly organizationId: Id<'organization'>;
  readonly busy: Id<'user'>;
  readonly idle: Id<'user'>;
  readonly admin: Id<'user'>;
}

/** Row n was written n minutes ago. */
const then = `clock_timestamp() - n * interval '1 minute'`;
/** A name that ends in a frequent word, and once in 20,000 rows a rare one. */
const name = `case when n % 20000 = 19999 then 'Needle ' || n else '公司' || substr(md5(n::text), 1, 6) || ' ' || $5 end`;
const person = `case when n % 1000 = 7 then $3::uuid else $2::uuid end`;

/** Reports, invitations, attempts and changes: of each state, kind and outcome much, little or nothing. */
export async function fillOnboarding(
  owner: pg.Pool,
  of: Owners,
  { count, word, mobile }: { count: number; word: string; mobile: string },
): Promise<void> {
  const values = [uuidOf(of.organizationId), uuidOf(of.busy), uuidOf(of.idle), count, word];
  const insert = (text: string, more: unknown[] = []) => owner.query(text, [...values, ...more]);
  await insert(
    `insert into customer_reports (id, organization_id, root_id, customer_name, contact_name, mobile, email, label, state, reported_by, submitted_at, expires_at, created_at)
       select gen_random_uuid(), $1, $1, ${name}, 'Contact ' || n % 500, $6 || lpad(n::text, 8, '0'), n || '@' || $6 || '.example',
           case when n % 3 = 0 then 'North ' || n end,
           case when n % 10000 = 5005 then 'failed' when n % 1000 = 7 then 'pending'
             else ('{draft,draft,withdrawn,expired,associated,reported,reported,reported,reported,reported}'::text[])[1 + n % 10] end,
           ${person}, ${then}, ${then} + interval '30 days', ${then} from generate_series(1, $4::int) n`,
    [mobile],
  );
  await insert(
    `with reports as (select array_agg(id) as ids from (select id from customer_reports where organization_id = $1 limit 1000) r)
     insert into invitations (id, organization_id, root_id, kind, type, report_id, email, label, token, token_hash, created_by, created_at, expires_at, used_at, withdrawn_at)
       select gen_random_uuid(), $1, $1, case when is_mail then 'email' else 'custom_link' end, 'resale', case when n % 2 = 0 then ids[1 + n % 1000] end,
           case when is_mail then n || '@' || $5 || '.example' end, case when not is_mail then 'Fair ' || n end, case when not is_mail then md5(n || $5) end,
           sha256((n || $5)::bytea), ${person}, ${then}, case when is_mail then ${then} + interval '14 days' end,
           case when is_mail and n % 4 > 0 then ${then} end, case when n % 5000 = 4999 then ${then} end
         from generate_series(1, $4::int) n, reports, lateral (select n % 1000 <> 500 as is_mail) k`,
  );
  await insert(
    `with own as (select array_agg(customer_id) as ids from associations where organization_id = $1)
     insert into association_attempts (id, organization_id, root_id, customer_id, customer_name, via, type, outcome, cause, account_manager_id, created_at)
       select gen_random_uuid(), $1, $1, case when n % 1000 <> 500 then ids[n] end, ${name}, 'email', 'resale', case when n % 1000 = 500 then 'failed' else 'associated' end,
           case when n % 1000 = 500 then 'already_associated' end, ${person}, ${then} from generate_series(1, $4::int) n, own`,
  );
  await insert(
    `insert into association_changes (id, organization_id, root_id, customer_id, association_id, kind, from_type, to_type, started_by, reason, state, user_id, created_at, ended_at)
       select gen_random_uuid(), $1, $1, customer_id, id, case when is_switch then 'switch' else 'disassociate' end, 'resale', case when is_switch then 'referral' end,
           case when n % 1000 = 7 then 'customer' else 'partner' end, $5, state, ${person}, ${then}, case when state <> 'submitted' then ${then} end
         from (select *, row_number() over (order by associated_at desc) as n from associations where organization_id = $1) a,
           lateral (select n % 1000 = 500 as is_switch, case when n % 10000 = 5005 then 'withdrawn' when n % 1000 = 7 then 'submitted' else 'completed' end as state) k
        where n <= $4::int`,
  );
  await owner.query(
    `update associations set account_manager_id = case when n % 1000 = 7 then $3::uuid else $2::uuid end
       from (select id, row_number() over (order by associated_at desc) as n from associations where organization_id = $1) a where associations.id = a.id and n % 10 in (1, 7)`,
    values.slice(0, 3),
  );
}

/** Notices of one person, messages, reserved prospects with as many newer ones that were released, and exports. */
export async function fillPlatform(
  owner: pg.Pool,
  of: Owners & { operatorId: Id<'organization'> },
  count: number,
): Promise<void> {
  const own = [uuidOf(of.organizationId), uuidOf(of.admin)];
  await owner.query(
    `insert into notices (id, organization_id, root_id, user_id, event_id, kind, subject_id, created_at, read_at)
       select gen_random_uuid(), $1, $1, $2, gen_random_uuid(), case when n % 1000 = 7 then 'recharge.credited' when n % 2 = 0 then 'report.reviewed' else 'customer.associated' end,
           'rpt_' || n, ${then}, case when n % 1000 <> 500 then ${then} end from generate_series(1, $3::int) n`,
    [...own, count],
  );
  await owner.query(
    `insert into outgoing_messages (id, organization_id, root_id, channel, recipient, language, template, subject, body, state, created_at)
       select gen_random_uuid(), $1, $1, case when n % 1000 = 7 then 'sms' else 'email' end, case when n % 2 = 0 then 'often@records.example' else n || '@records.example' end,
           'zh-CN', case when n % 1000 = 500 then 'invitation' else 'code' end, 'Subject', 'Body', case when n % 1000 = 7 then 'failed' when n % 10000 = 5000 then 'waiting' else 'sent' end,
           ${then} from generate_series(1, $2::int) n`,
    [uuidOf(of.organizationId), count],
  );
  await owner.query(
    `insert into reserved_prospects (id, organization_id, root_id, owner, name, mobile, email, created_at, released_at)
       select gen_random_uuid(), $1, $1, case when n % 1000 = 7 then 'platform' else 'direct_sales' end,
           case when n % 20000 = 19999 then 'Needle ' || n else '公司' || substr(md5(n::text), 1, 6) || ' Trading' end, '136' || lpad(n::text, 8, '0'), n || '@prospects.example',
           ${then}, case when n <= $2 / 2 then clock_timestamp() end from generate_series(1, $2::int * 3 / 2) n`,
    [uuidOf(of.operatorId), count],
  );
  await owner.query(
    `insert into export_tasks (id, organization_id, root_id, user_id, list, format, filter, language, time_zone, state, created_at, finished_at, removed_at)
       select gen_random_uuid(), $1, $1, $2, 'customers', 'csv', '{}', 'zh-CN', 'Asia/Shanghai', 'done', ${then}, ${then}, case when n > 10 then ${then} end
         from generate_series(1, $3::int / 10) n`,
    [...own, count],
  );
}

/** The story of one customer, and the changes of another. No money stands behind these adjustments: the books are proved before. */
export async function fillMoney(
  owner: pg.Pool,
  of: Owners,
  { count, storied, restless }: { count: number; storied: Id<'customer'>; restless: Id<'customer'> },
): Promise<void> {
  const own = [uuidOf(of.organizationId), uuidOf(of.admin)];
  await owner.query(
    `insert into audit_entries (id, organization_id, root_id, at, action, outcome, refusal, via, user_id, subject_id)
       select gen_random_uuid(), $1, $1, ${then}, 'customers.describe', case when n % 100 = 50 then 'denied' else 'done' end,
           case when n % 100 = 50 then 'not_permitted' end, 'session', $2, case when n % 6 = 0 then 'cus_other' else $3 end from generate_series(1, $4::int * 6 / 5) n`,
    [...own, storied, count],
  );
  await owner.query(
    `insert into fund_adjustments (id, organization_id, root_id, kind, counterparty_kind, counterparty_id, amount_minor, currency, transfer_id, acting_organization_id, user_id, created_at)
       select gen_random_uuid(), $1, $1, 'allocate', 'customer', $3, n, 'CNY', gen_random_uuid(), $1, $2, ${then} from generate_series(1, $4::int) n`,
    [...own, uuidOf(storied), count],
  );
  await owner.query(
    `insert into association_changes (id, organization_id, root_id, customer_id, association_id, kind, from_type, to_type, started_by, reason, state, created_at, ended_at)
       select gen_random_uuid(), s.organization_id, s.organization_id, s.customer_id, s.id, case when n % 1000 = 500 then 'switch' else 'disassociate' end, 'resale',
           case when n % 1000 = 500 then 'referral' end, case when n % 1000 = 7 then 'customer' else 'partner' end, 'restless',
           case when n % 10000 = 5005 then 'withdrawn' else 'completed' end, ${then}, ${then}
         from generate_series(1, $2::int) n, associations s where s.customer_id = $1`,
    [uuidOf(restless), count],
  );
}
