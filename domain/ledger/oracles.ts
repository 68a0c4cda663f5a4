import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';

/**
 * What must be zero, always: name → a query that counts the rows that break it.
 *
 * @source quality/acceptance.md §3.0
 */
export const oracles = {
  unbalanced: sql`select 1 from ledger_entries group by transfer_id having sum(amount_minor) <> 0 or count(*) <> 2`,
  unit_not_zero: sql`select 1 from ledger_balances group by unit_code having sum(credits_minor - debits_minor) <> 0`,
  below_floor: sql`select 1 from ledger_balances where credits_minor - debits_minor < floor_minor`,
  half_transfer: sql`select 1 from ledger_transfers t left join (select transfer_id, count(*) as legs from ledger_entries group by transfer_id) e on e.transfer_id = t.id
    where e.legs is distinct from 2`,
  orphan_entry: sql`select 1 from ledger_entries e where not exists (select 1 from ledger_transfers t where t.id = e.transfer_id)`,
  drift: sql`select 1 from ledger_balances b left join (select account_id, coalesce(sum(-amount_minor) filter (where amount_minor < 0), 0) as d,
      coalesce(sum(amount_minor) filter (where amount_minor > 0), 0) as c, count(*) as n from ledger_entries group by account_id) e using (account_id)
    where b.debits_minor <> coalesce(e.d, 0) or b.credits_minor <> coalesce(e.c, 0) or b.seq <> coalesce(e.n, 0)`,
  gap_in_history: sql`select 1 from (select seq, lag(seq, 1, 0::bigint) over (partition by account_id order by seq) as before from ledger_entries) x where seq <> before + 1`,
  running_total_wrong: sql`select 1 from (select e.*, sum(greatest(-amount_minor, 0)) over w as d, sum(greatest(amount_minor, 0)) over w as c
      from ledger_entries e window w as (partition by account_id order by seq)) x where debits_after <> d or credits_after <> c`,
  time_backwards: sql`select 1 from (select created_at, lag(created_at) over (partition by account_id order by seq) as before from ledger_entries) x where created_at < before`,
  money_without_audit: sql`select 1 from ledger_transfers t where not exists (select 1 from audit_entries a where a.transfer_id = t.id and a.outcome = 'done')`,
  event_without_money: sql`select 1 from outbox_events o where o.transfer_id is not null and not exists (select 1 from ledger_transfers t where t.id = o.transfer_id)`,
  money_without_event: sql`select 1 from ledger_transfers t where not exists (select 1 from outbox_events o where o.transfer_id = t.id)`,
  doc_without_money: sql`select 1 from (select transfer_id, amount_minor from fund_adjustments union all select transfer_id, amount_minor from bank_transfers
      union all select transfer_id, amount_minor from coupon_records where transfer_id is not null
      union all select receipt_transfer_id, amount_minor from bank_lines where receipt_transfer_id is not null
      union all select transfer_id, amount_minor from bank_postings where transfer_id is not null
      union all select transfer_id, amount_minor from online_recharges where transfer_id is not null
      union all select hold_transfer_id, amount_minor from withdrawals union all select end_transfer_id, amount_minor from withdrawals where end_transfer_id is not null
      union all select return_transfer_id, amount_minor from withdrawals where return_transfer_id is not null) d
    left join ledger_transfers t on t.id = d.transfer_id where t.id is null or t.amount_minor <> d.amount_minor`,
  money_without_doc: sql`select 1 from ledger_transfers t where not exists (select 1 from fund_adjustments d where d.transfer_id = t.id)
    and not exists (select 1 from bank_transfers d where d.transfer_id = t.id) and not exists (select 1 from coupon_records d where d.transfer_id = t.id)
    and not exists (select 1 from bank_lines d where d.receipt_transfer_id = t.id) and not exists (select 1 from bank_postings d where d.transfer_id = t.id)
    and not exists (select 1 from online_recharges d where d.transfer_id = t.id) and not exists (select 1 from withdrawals d where d.hold_transfer_id = t.id)
    and not exists (select 1 from withdrawals d where d.end_transfer_id = t.id) and not exists (select 1 from withdrawals d where d.return_transfer_id = t.id)`,
  adjustment_without_party: sql`select 1 from fund_adjustments a where not exists (select 1 from organizations o where o.id = a.organization_id)
    or not exists (select 1 from organizations o where o.id = a.counterparty_id) or not exists (select 1 from organizations o where o.id = a.acting_organization_id)
    or (a.user_id is not null and not exists (select 1 from users u where u.id = a.user_id))
    or (a.api_key_id is not null and not exists (select 1 from api_keys k where k.id = a.api_key_id))`,
  money_without_key: sql`select 1 from (select id, transfer_id from fund_adjustments union all select coalesce(p.id, b.id), b.transfer_id from bank_transfers b
        left join bank_transfer_proposals p on p.bank_transfer_id = b.id where b.line_id is null
      union all select coalesce(asked_with, id), hold_transfer_id from withdrawals
      union all select operation_id, transfer_id from coupon_records where coalesce(user_id, api_key_id) is not null) d
    join ledger_transfers t on t.id = d.transfer_id where t.created_at > now() - interval '29 days' and not exists (select 1 from command_receipts r where r.result_id = d.id
      and r.command <> 'bank_transfers.propose')`,
  coupon_record_without_party: sql`select 1 from coupon_records r where r.refusal is null and (not exists (select 1 from organizations o where o.id = r.organization_id)
    or not exists (select 1 from organizations o where o.id = r.acting_organization_id) or not exists (select 1 from coupon_quotas q where q.id = r.quota_id)
    or (r.coupon_id is not null and not exists (select 1 from coupons c where c.id = r.coupon_id and c.quota_id = r.quota_id and c.customer_id = r.customer_id))
    or (r.reseller_id is not null and not exists (select 1 from organizations o where o.id = r.reseller_id)))`,
  coupon_record_wrong_way: sql`select 1 from coupon_records r join ledger_transfers t on t.id = r.transfer_id join ledger_accounts d on d.id = t.debit_id
      join ledger_accounts c on c.id = t.credit_id left join coupon_quotas q on q.id = r.quota_id left join coupon_quotas p on p.id = r.parent_quota_id
      left join coupons k on k.id = r.coupon_id
    where not coalesce(case
      when r.kind = 'quota_grant' then d.purpose = 'coupon_issuance' and d.owner_id = q.issuer_id and c.id = q.account_id
      when r.kind = 'quota_issue' then d.id = p.account_id and c.id = q.account_id
      when r.kind = 'quota_reclaim' then d.id = q.account_id and c.id = p.account_id
      when r.kind = 'issue' then d.id = q.account_id and c.id = k.account_id
      when r.kind = 'use' then d.id = k.account_id and c.purpose = 'coupon_spent' and c.owner_id = q.issuer_id
      when r.kind = 'refund' then d.purpose = 'coupon_spent' and d.owner_id = q.issuer_id and c.id = k.account_id
      else d.id = k.account_id and c.id = q.account_id end, false)`,
  coupon_balance_wrong: sql`select 1 from coupons c join ledger_balances b on b.account_id = c.account_id
      left join (select coupon_id, sum(case when kind in ('issue', 'refund') then amount_minor else -amount_minor end) as net,
          sum(amount_minor) filter (where kind = 'issue') as face from coupon_records where refusal is null group by 1) r on r.coupon_id = c.id
    where b.credits_minor - b.debits_minor <> coalesce(r.net, 0) or c.face_minor is distinct from r.face`,
  quota_balance_wrong: sql`select 1 from coupon_quotas q join ledger_balances b on b.account_id = q.account_id
      left join (select id, sum(amount_minor) as net, sum(amount_minor) filter (where is_value) as value from (
          select quota_id as id, kind in ('quota_grant', 'quota_issue') as is_value,
              case when kind in ('issue', 'quota_reclaim') then -amount_minor else amount_minor end as amount_minor
            from coupon_records where refusal is null and kind not in ('use', 'refund')
          union all select parent_quota_id, false, case kind when 'quota_issue' then -amount_minor else amount_minor end
            from coupon_records where refusal is null and kind in ('quota_issue', 'quota_reclaim')) x group by 1) r on r.id = q.id
    where b.credits_minor - b.debits_minor <> coalesce(r.net, 0) or q.value_minor is distinct from r.value`,
  coupon_refund_above_use: sql`select 1 from coupon_records where refusal is null and kind in ('use', 'refund') group by coupon_id, order_id
    having sum(case kind when 'use' then amount_minor else -amount_minor end) < 0`,
  coupon_lock_wrong: sql`select 1 from coupons where (lock_order_id is null) <> (locked_at is null) or (lock_order_id is not null and state <> 'usable')
    union all select 1 from coupons where lock_order_id is not null group by customer_id, lock_order_id having count(*) > 1`,
  coupon_state_wrong: sql`select 1 from coupons c join ledger_balances b on b.account_id = c.account_id
    where case c.state when 'usable' then b.credits_minor <= b.debits_minor when 'used' then false else b.credits_minor <> b.debits_minor end
       or b.credits_minor - b.debits_minor > c.face_minor`,
  quota_state_wrong: sql`select 1 from coupon_quotas q join ledger_balances b on b.account_id = q.account_id
    where (q.state = 'reclaimed' and b.credits_minor <> b.debits_minor) or b.credits_minor - b.debits_minor > q.value_minor`,
  quota_account_wrong: sql`select 1 from coupon_quotas q join ledger_accounts a on a.id = q.account_id
    where a.subject_id is distinct from q.id or a.owner_id <> q.organization_id or a.purpose <> 'quota' or a.unit_code <> 'CPN.' || q.currency`,
  coupon_outside_quota: sql`select 1 from coupons c join coupon_quotas q on q.id = c.quota_id join ledger_accounts a on a.id = c.account_id
    where c.organization_id <> q.organization_id or c.effective_at < q.effective_at or c.expires_at > q.expires_at or c.type <> q.type
       or a.subject_id is distinct from c.id or a.owner_id <> c.customer_id or a.purpose <> 'coupon' or a.unit_code <> 'CPN.' || c.currency`,
  quota_outside_parent: sql`select 1 from coupon_quotas q join coupon_quotas p on p.id = q.parent_id join organizations o on o.id = q.organization_id
    where q.effective_at < p.effective_at or q.expires_at > p.expires_at or q.type <> p.type or o.parent_id is distinct from p.organization_id`,
  // Once issued counts for good, also what was issued from what was cut from it.
  quota_cap_exceeded: sql`select 1 from coupon_quotas q cross join lateral (select count(*) as coupons, coalesce(sum(c.face_minor), 0) as face
        from coupons c join coupon_quotas k on k.id = c.quota_id where k.id = q.id or k.parent_id = q.id) s
    where s.coupons > (q.limits ->> 'couponsMax')::numeric or s.face > (q.limits ->> 'faceTotalMaxMinor')::numeric`,
  coupon_value_lost: sql`select 1 from (select code as unit_code from ledger_units where kind = 'quota') u
    where coalesce((select sum(b.debits_minor - b.credits_minor) from ledger_balances b join ledger_accounts a on a.id = b.account_id
        where a.purpose = 'coupon_issuance' and a.unit_code = u.unit_code), 0)
      <> coalesce((select sum(r.amount_minor) from coupon_records r where r.kind = 'quota_grant' and r.refusal is null and 'CPN.' || r.currency = u.unit_code), 0)`,
  suspense_wrong: sql`select 1 from (select unit_code from ledger_accounts where purpose = 'recharge_suspense' union select currency from bank_lines where state = 'suspense') u
    where coalesce((select sum(b.credits_minor - b.debits_minor) from ledger_balances b join ledger_accounts a on a.id = b.account_id
        where a.purpose = 'recharge_suspense' and a.unit_code = u.unit_code), 0)
      <> coalesce((select sum(l.amount_minor) from bank_lines l where l.state = 'suspense' and l.currency = u.unit_code), 0)`,
  bank_line_state_wrong: sql`select 1 from bank_lines l left join bank_transfers t on t.line_id = l.id left join bank_postings p on p.line_id = l.id and p.state = 'done'
      left join bank_postings v on v.original_line_id = l.id and v.state = 'done'
    where (l.state = 'posted') <> (t.id is not null) or (t.id is not null and (t.organization_id <> l.partner_id or t.amount_minor <> l.amount_minor))
       or (l.state in ('sent_back', 'returned') and (p.id is null or p.kind <> case l.state when 'sent_back' then 'send_back' else 'withdrawal_return' end))
       or (l.state in ('suspense', 'reversal') and p.id is not null) or (l.state = 'recorded') <> (l.recorded_id is not null)
       or (l.state = 'taken_back') <> coalesce(p.kind = 'take_back', false) or (l.state = 'reversed' and v.id is null) or (l.state = 'suspense' and v.id is not null)
       or (l.state = 'recorded' and (l.receipt_transfer_id is not null) <> coalesce(p.kind = 'recorded', false))`,
  recharge_wrong_way: sql`select 1 from bank_transfers r join ledger_transfers t on t.id = r.transfer_id join ledger_accounts d on d.id = t.debit_id
      join ledger_accounts c on c.id = t.credit_id left join bank_lines l on l.id = r.line_id
    where not coalesce(t.kind = 'recharge' and c.purpose = 'funds' and c.owner_id = r.organization_id
      and d.purpose = case when l.receipt_transfer_id is null then 'bank_clearing' else 'recharge_suspense' end, false)`,
  online_recharge_wrong_way: sql`select 1 from online_recharges r join ledger_transfers t on t.id = r.transfer_id join ledger_accounts d on d.id = t.debit_id
      join ledger_accounts c on c.id = t.credit_id
    where t.kind <> 'recharge_online' or d.purpose <> 'payment_clearing' or c.purpose <> 'funds' or c.owner_id <> r.organization_id`,
  posting_wrong: sql`select 1 from bank_postings p join bank_lines l on l.id = p.line_id left join bank_transfers t on t.line_id = l.id
      left join withdrawals w on w.id = p.withdrawal_id
    where p.amount_minor <> l.amount_minor or (p.state = 'done' and case p.kind when 'send_back' then l.state <> 'sent_back'
      when 'recorded' then l.recorded_id is distinct from p.recharge_id when 'take_back' then l.state <> 'taken_back' when 'reversal_closed' then l.state <> 'outgoing'
      when 'withdrawal_return' then l.state <> 'returned' or w.return_transfer_id is distinct from p.transfer_id
      else t.transfer_id is distinct from p.transfer_id or t.organization_id is distinct from p.partner_id end)`,
  // What was taken back is one amount of one account, left where the original had gone, and is taken back once.
  take_back_wrong: sql`select 1 from bank_postings p join bank_lines l on l.id = p.line_id join bank_lines o on o.id = p.original_line_id
      join ledger_transfers t on t.id = p.transfer_id join ledger_accounts d on d.id = t.debit_id join ledger_accounts c on c.id = t.credit_id
      left join bank_transfers r on r.line_id = o.id or r.id = o.recorded_id
    where p.kind = 'take_back' and (o.amount_minor <> l.amount_minor or o.currency <> l.currency or o.receiving_account_id <> l.receiving_account_id
      or not o.direction = 'credit' or c.purpose <> 'bank_clearing' or p.recharge_id is distinct from r.id
      or case o.state when 'reversed' then t.kind <> 'bank_reverse' or d.purpose <> 'recharge_suspense' or p.partner_id is not null
        else t.kind <> 'recharge_reverse' or d.purpose <> 'funds' or d.owner_id <> p.partner_id or p.partner_id is distinct from coalesce(r.organization_id, o.partner_id) end)
    union all select 1 from bank_postings where kind = 'take_back' and state = 'done' group by original_line_id having count(*) > 1
    union all select 1 from bank_postings where kind = 'take_back' and state = 'done' and recharge_id is not null group by recharge_id having count(*) > 1
    union all select 1 from bank_lines o join bank_transfers r on r.id = o.recorded_id
    where r.line_id is not null or r.amount_minor <> o.amount_minor or r.currency <> o.currency
    union all select 1 from bank_postings p join ledger_transfers t on t.id = p.transfer_id join ledger_accounts d on d.id = t.debit_id join ledger_accounts c on c.id = t.credit_id
    where p.kind = 'recorded' and (t.kind <> 'bank_recorded' or d.purpose <> 'recharge_suspense' or c.purpose <> 'bank_clearing')`,
  claim_wrong: sql`select 1 from remittance_claims c join bank_lines l on l.id = c.line_id
    where case c.state when 'approved' then l.state <> 'posted' or l.partner_id is distinct from c.organization_id when 'submitted' then l.state <> 'suspense' else false end`,
  payment_file_wrong: sql`select 1 from payment_files f left join (select payment_file_id, sum(amount_minor) as total, bool_or(state = 'sent') as is_open
        from withdrawals group by 1) w on w.payment_file_id = f.id
    where w.total is distinct from f.total_minor or (f.state = 'settled' and w.is_open)`,
  second_person_missing: sql`select 1 from bank_postings where state = 'done' and needs_second and (decided_by is null or decided_by = proposed_by)
    union all select 1 from withdrawals where decided_by = user_id
    union all select 1 from bank_transfer_proposals where state = 'done' and (decided_by is null or decided_by = proposed_by)`,
  hand_recording_wrong: sql`select 1 from bank_transfer_proposals p left join bank_transfers t on t.id = p.bank_transfer_id
    where p.state = 'done' and (t.organization_id, t.amount_minor, t.currency, t.bank_reference) is distinct from (p.partner_id, p.amount_minor, p.currency, p.bank_reference)`,
  bank_file_incomplete: sql`select 1 from bank_files f where f.state = 'done' and (f.lines_total is distinct from f.lines_new + f.lines_known
    or f.lines_new <> (select count(*) from bank_lines l where l.file_id = f.id) or f.lines_done <> f.lines_total)`,
  half_import: sql`select 1 from bank_files f where f.state in ('waiting', 'refused') and exists (select 1 from bank_lines l where l.file_id = f.id)`,
  held_wrong: sql`select 1 from (select a.owner_id, a.unit_code, b.credits_minor - b.debits_minor as net from ledger_accounts a join ledger_balances b on b.account_id = a.id
        where a.purpose = 'held') h
      full join (select organization_id, currency, sum(amount_minor) as net from withdrawals where state in ('requested', 'approved', 'sent') group by 1, 2) w
        on w.organization_id = h.owner_id and w.currency = h.unit_code
    where coalesce(h.net, 0) <> coalesce(w.net, 0)`,
  withdrawal_wrong_way: sql`select 1 from withdrawals w join ledger_transfers h on h.id = w.hold_transfer_id join ledger_accounts f on f.id = h.debit_id
      join ledger_accounts k on k.id = h.credit_id left join ledger_transfers e on e.id = w.end_transfer_id left join ledger_transfers r on r.id = w.return_transfer_id
    where f.purpose <> 'funds' or f.owner_id <> w.organization_id or k.purpose <> 'held' or k.owner_id <> w.organization_id
       or (e.id is not null and (e.debit_id <> k.id or e.kind <> case when w.state in ('rejected', 'cancelled') or (w.state = 'returned' and r.id is null) then 'withdraw_release' else 'withdraw_pay' end))
       or (e.kind = 'withdraw_pay' and not exists (select 1 from ledger_accounts x
         where x.id = e.credit_id and x.purpose = case w.route when 'provider' then 'payment_clearing' else 'bank_clearing' end))
       or (r.id is not null and (r.kind <> 'withdraw_return' or r.credit_id <> f.id))`,
  // A recharge of another partner's is none.
  withdrawal_above_recharge: sql`select 1 from (select w.organization_id, w.recharge_kind, w.recharge_id, sum(w.amount_minor) as out from withdrawal_flows w
        join withdrawals d on d.id = w.withdrawal_id and d.state not in ('rejected', 'cancelled', 'returned') group by 1, 2, 3) x
      left join (select 'bank_transfer' as kind, id, organization_id, amount_minor from bank_transfers
        union all select 'online', id, organization_id, amount_minor from online_recharges where state = 'paid') r
        on r.kind = x.recharge_kind and r.id = x.recharge_id and r.organization_id = x.organization_id
    where x.out > coalesce(r.amount_minor, 0)`,
  withdrawal_flows_wrong: sql`select 1 from withdrawals w left join (select withdrawal_id, sum(amount_minor) as total, count(*) as n, bool_and(recharge_kind = 'online') as is_online
        from withdrawal_flows group by 1) f on f.withdrawal_id = w.id
    where case w.kind when 'original' then f.total is distinct from w.amount_minor else f.total is not null end
       or (w.route = 'provider' and (f.n is distinct from 1 or f.is_online is not true))`,
  refund_wrong: sql`select 1 from (select * from withdrawals where route = 'provider') w full join payment_refunds r on r.withdrawal_id = w.id
      left join withdrawal_flows f on f.withdrawal_id = w.id left join online_recharges o on o.id = f.recharge_id
    where w.id is null or case when r.id is null then w.state in ('sent', 'settled', 'returned')
      else r.organization_id <> w.organization_id or r.amount_minor <> w.amount_minor or r.currency <> w.currency or r.recharge_id <> f.recharge_id
        or r.provider is distinct from o.provider or r.payment_reference is distinct from o.provider_reference
        or w.state <> case r.state when 'asked' then 'sent' when 'refunded' then 'settled' else 'returned' end end`,
  floor_wrong: sql`select 1 from ledger_accounts a join ledger_balances b on b.account_id = a.id
      left join lateral (select designated_minor - credit_limit_minor as floor from credit_terms c where c.account_id = a.id order by c.created_at desc, c.id desc limit 1) t on true
    where a.purpose = 'funds' and b.floor_minor <> coalesce(t.floor, 0)`,
  month_wrong: sql`select 1 from (select m.*, lag(closing_minor) over w as closed, lag(digest) over w as before, lag(month) over w as month_before,
        lag(last_seq, 1, 0::bigint) over w as from_seq from closed_months m window w as (partition by account_id order by month)) m
      cross join lateral (select coalesce(sum(greatest(amount_minor, 0)), 0) as came, coalesce(sum(greatest(-amount_minor, 0)), 0) as went, count(*) as n
        from ledger_entries e where e.account_id = m.account_id and e.created_at >= m.month::timestamp at time zone 'Asia/Shanghai'
          and e.created_at < (m.month + interval '1 month') at time zone 'Asia/Shanghai') e
    where m.in_minor <> e.came or m.out_minor <> e.went or m.entry_count <> e.n or m.last_seq - m.from_seq <> e.n or m.opening_minor <> coalesce(m.closed, 0)
       or m.previous_digest is distinct from m.before or (m.month_before is not null and m.month <> m.month_before + interval '1 month')`,
} as const satisfies Record<string, SQL>;

/** Counts what breaks each oracle. Reads the whole ledger; meant for tests, `npm run ledger:verify` and the night. */
export async function verifyLedger(db: Database): Promise<Record<keyof typeof oracles, number>> {
  const found: Record<string, number> = {};
  for (const [name, query] of Object.entries(oracles)) {
    const { rows } = await db.execute<{ count: string }>(sql`select count(*) as count from (${query}) broken`);
    found[name] = Number(rows[0]?.count ?? -1);
  }
  return found as Record<keyof typeof oracles, number>;
}
