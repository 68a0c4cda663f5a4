set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- ---- what the bank takes back ----------------------------------------------------------------------------------

-- A reversal says so itself, and may be called what the bank called the line it reverses.
alter table bank_lines add column is_reversal boolean not null default false;
-- What the bank's file calls the transaction besides its own reference and the payer's: instruction, transaction.
alter table bank_lines add column other_references text[] not null default '{}' check (cardinality(other_references) <= 16);
-- The transfer recorded by hand that the line is.
alter table bank_lines add column recorded_id uuid unique references bank_transfers;
update bank_lines l set recorded_id = b.id from bank_transfers b
 where l.state = 'recorded' and b.bank_reference = l.bank_reference and b.line_id is null and b.amount_minor = l.amount_minor and b.currency = l.currency;
drop index bank_lines_reference_key;
create unique index bank_lines_reference_key on bank_lines (receiving_account_id, bank_reference, is_reversal) where bank_reference is not null;

-- `reversal`: a debit by which the bank took a credit back, not settled yet. `taken_back`: a reversal that was. `reversed`: a credit that the bank
-- took back while it lay in suspense.
alter table bank_lines drop constraint bank_lines_state_check;
alter table bank_lines add constraint bank_lines_state_check check (state in
  ('posted', 'suspense', 'recorded', 'outgoing', 'sent_back', 'returned', 'reversal', 'taken_back', 'reversed'));
alter table bank_lines drop constraint bank_lines_check;
alter table bank_lines add constraint bank_lines_direction_state check ((direction = 'debit') = (state in ('outgoing', 'reversal', 'taken_back')));
alter table bank_lines add constraint bank_lines_reversal_state check (state not in ('reversal', 'taken_back') or is_reversal);
alter table bank_lines drop constraint bank_lines_check1;
alter table bank_lines add constraint bank_lines_receipt_state check (state not in ('suspense', 'sent_back', 'returned', 'reversed') or receipt_transfer_id is not null);
alter table bank_lines add constraint bank_lines_recorded_state check (recorded_id is null or state = 'recorded');

drop index bank_lines_old_idx;
create index bank_lines_old_idx on bank_lines (created_at) where state in ('suspense', 'reversal') and alerted_at is null;
create index bank_lines_end_to_end_idx on bank_lines (end_to_end_id) where end_to_end_id is not null and direction = 'credit';
create index bank_lines_other_references_idx on bank_lines using gin (other_references) where other_references <> '{}' and direction = 'credit';
-- Lines of one amount in one account, the latest first.
drop index bank_lines_alike_idx;
create index bank_lines_alike_idx on bank_lines (receiving_account_id, amount_minor, booked_on) where direction = 'credit';
drop index bank_lines_recorded_idx;
grant update (recorded_id) on bank_lines to partner_center_app;

-- ---- decisions about it -----------------------------------------------------------------------------------------

-- Of a reversal the line it takes back; and the recharge, where the money is a partner's.
alter table bank_postings add column original_line_id uuid references bank_lines;
alter table bank_postings add column recharge_id uuid references bank_transfers;
alter table bank_postings drop constraint bank_postings_kind_check;
alter table bank_postings add constraint bank_postings_kind_check check (kind in
  ('automatic', 'manual', 'claim', 'send_back', 'withdrawal_return', 'recorded', 'take_back', 'reversal_closed'));
alter table bank_postings drop constraint bank_postings_check;
alter table bank_postings add constraint bank_postings_partner check (case kind
  when 'send_back' then partner_id is null when 'reversal_closed' then partner_id is null when 'take_back' then true else partner_id is not null end);
alter table bank_postings drop constraint bank_postings_check1;
alter table bank_postings add constraint bank_postings_moved check ((state = 'done' and kind <> 'reversal_closed') = (transfer_id is not null));
alter table bank_postings add constraint bank_postings_original check ((kind = 'take_back') = (original_line_id is not null));
alter table bank_postings add constraint bank_postings_recharge check (case kind
  when 'recorded' then recharge_id is not null when 'take_back' then recharge_id is null or partner_id is not null else recharge_id is null end);
-- Money leaves a partner, or is said to be nobody's: never one person alone.
alter table bank_postings add constraint bank_postings_always_second check (kind not in ('recorded', 'take_back', 'reversal_closed') or needs_second);
-- A credit is taken back once, and a recorded transfer is one line.
create unique index bank_postings_original_key on bank_postings (original_line_id) where state in ('proposed', 'done') and original_line_id is not null;
create unique index bank_postings_recharge_key on bank_postings (recharge_id, kind) where state in ('proposed', 'done') and recharge_id is not null;

-- ---- the statement ----------------------------------------------------------------------------------------------

drop index ledger_transfers_debit_idx;
create index ledger_transfers_debit_idx on ledger_transfers (debit_id, created_at, id) where kind in ('recharge', 'recharge_online', 'recharge_reverse',
  'withdraw_hold', 'withdraw_release', 'withdraw_return', 'allocate_reseller', 'reclaim_reseller', 'reclaim', 'unbind');
drop index ledger_transfers_credit_idx;
create index ledger_transfers_credit_idx on ledger_transfers (credit_id, created_at, id) where kind in ('recharge', 'recharge_online', 'recharge_reverse',
  'withdraw_hold', 'withdraw_release', 'withdraw_return', 'allocate_reseller', 'reclaim_reseller', 'reclaim', 'unbind');
