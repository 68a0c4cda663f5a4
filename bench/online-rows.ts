import type pg from 'pg';
import type { Of } from './recharge-rows';

/** Row n was written n minutes ago. */
const then = `clock_timestamp() - n * interval '1 minute'`;

/** Online recharges of one partner, most of them paid, and for each what its provider's door was told; a few notifications nobody signed. */
export async function fillPayments(owner: pg.Pool, of: Of): Promise<void> {
  await owner.query(
    `insert into online_recharges (id, organization_id, root_id, amount_minor, currency, provider, provider_reference, state, expires_at, transfer_id, paid_at, user_id, created_at, updated_at)
       select gen_random_uuid(), $1, $1, 100 + n % 90000, 'CNY', 'test', case when s.state = 'paid' then 'PAY-' || $3::int || '-' || n end, s.state, ${then} + interval '1 hour',
           case when s.state = 'paid' then gen_random_uuid() end, case when s.state = 'paid' then ${then} end, $2, ${then}, ${then}
         from generate_series(0, $3::int - 1) n,
           lateral (select case when n % 1000 = 7 then 'created' when n % 1000 = 500 then 'expired' when n % 10000 = 5005 then 'failed' else 'paid' end as state) s`,
    [of.partner, of.cashier, of.count],
  );
  await owner.query(
    `insert into payment_notifications (id, organization_id, root_id, provider, recharge_id, notification_id, payment_reference, amount_minor, currency, body_sha256, outcome, created_at)
       select gen_random_uuid(), $1, $1, 'test', case when o.outcome <> 'bad_signature' then r.id end, case when o.outcome <> 'bad_signature' then 'told-' || r.id end,
           r.provider_reference, r.amount_minor, r.currency, sha256(r.id::text::bytea), o.outcome, r.created_at
         from (select *, row_number() over (order by created_at desc) as n from online_recharges where organization_id = $2) r,
           lateral (select case when n % 100 = 50 then 'bad_signature' when n % 10000 = 5004 then 'wrong_amount' else 'credited' end as outcome) o`,
    [of.operator, of.partner],
  );
}

/** Transfers recorded by hand: proposed by one and credited by another, but for a few. */
export async function fillHandRecordings(owner: pg.Pool, of: Of): Promise<void> {
  await owner.query(
    `insert into bank_transfers (id, organization_id, root_id, payer_name, bank_reference, amount_minor, currency, received_on, transfer_id, user_id, created_at)
       select gen_random_uuid(), $1, $1, 'Recorded ' || n, 'HAND-' || $3::int || '-' || n, 100 + n % 90000, 'CNY', (${then})::date, gen_random_uuid(), $2, ${then}
         from generate_series(0, $3::int - 1) n`,
    [of.partner, of.second, of.count],
  );
  const recorded = `(select *, row_number() over (order by created_at desc) as n from bank_transfers where organization_id = $2 and line_id is null) b`;
  await owner.query(
    `insert into bank_transfer_proposals (id, organization_id, root_id, partner_id, payer_name, bank_reference, amount_minor, currency, received_on, state, proposed_by, decided_by,
         decided_at, bank_transfer_id, created_at)
       select gen_random_uuid(), $1, $1, $2, payer_name, bank_reference, amount_minor, currency, received_on, s.state, $3, case when s.state <> 'proposed' then $4::uuid end,
           case when s.state <> 'proposed' then created_at end, case when s.state = 'done' then b.id end, created_at
         from ${recorded}, lateral (select case when n % 1000 = 7 then 'proposed' when n % 1000 = 500 then 'rejected' else 'done' end as state) s`,
    [of.operator, of.partner, of.clerk, of.second],
  );
}
