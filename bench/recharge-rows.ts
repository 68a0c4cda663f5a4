import type pg from 'pg';
import { type Id, newId, uuidOf } from '@/lib/id';

/** Whose rows they are, as uuids, and how many. */
export interface Of {
  readonly operator: string;
  readonly partner: string;
  /** Two people of the operator, and one of the partner. */
  readonly clerk: string;
  readonly second: string;
  readonly cashier: string;
  readonly count: number;
}

/** Row n was written n minutes ago. */
const then = `clock_timestamp() - n * interval '1 minute'`;
const linesPerFile = 1000;
/** Of every state much or little; the names of payers come back, one of them once in 20,000 lines. */
const state = `case when n % 10000 = 5005 then 'sent_back' when n % 1000 = 7 then 'recorded' when n % 100 = 1 then 'suspense' when n % 1000 = 3 then 'reversal' when n % 20 = 3 then 'outgoing' else 'posted' end`;
const payer = `case when n % 20000 = 9999 then 'Needle ' || n else '付款公司' || n % 3000 end`;

/** Files of a thousand lines each. @returns one of them */
export async function fillLines(owner: pg.Pool, of: Of): Promise<Id<'bankFile'>> {
  const [account, files] = [newId('receivingAccount'), Math.ceil(of.count / linesPerFile)];
  await owner.query(
    `insert into receiving_accounts (id, organization_id, root_id, account_name, bank_name, branch, account_number, number_prefix, currency, arrival_days_min, arrival_days_max, is_default)
       values ($1, $2, $2, 'Operator', 'Bank', 'Main', $3, $4, 'CNY', 1, 5, true)`,
    [uuidOf(account), of.operator, `4400${of.count}`, `77${of.count}`.slice(0, 12)],
  );
  const made = Array.from({ length: files }, () => ({ file: newId('bankFile'), statement: newId('bankStatement') }));
  const [fileIds, statementIds] = [made.map(({ file }) => uuidOf(file)), made.map((one) => uuidOf(one.statement))];
  await owner.query(
    `insert into bank_files (id, organization_id, root_id, name, source, format, sha256, bytes, state, lines_total, lines_done, lines_new, created_at, finished_at, user_id)
       select f, $2, $2, 'statement-' || k || '.xml', 'upload', 'camt053', sha256(f::text::bytea), 900000, 'done', ${linesPerFile}, ${linesPerFile}, ${linesPerFile},
           clock_timestamp() - k * interval '1 day', clock_timestamp() - k * interval '1 day', $3 from unnest($1::uuid[]) with ordinality u (f, k)`,
    [fileIds, of.operator, of.clerk],
  );
  await owner.query(
    `insert into bank_statements (id, organization_id, root_id, file_id, number, receiving_account_id, currency, credits_minor, debits_minor, line_count)
       select s, $3, $3, f, 1, $4, 'CNY', 1, 0, ${linesPerFile} from unnest($1::uuid[], $2::uuid[]) u (s, f)`,
    [statementIds, fileIds, of.operator, uuidOf(account)],
  );
  await owner.query(
    `insert into bank_lines (id, organization_id, root_id, file_id, statement_id, line_number, receiving_account_id, bank_reference, fingerprint, direction, amount_minor, currency,
         booked_on, value_on, payer_name, payer_name_key, payer_account, virtual_number, remittance_text, state, is_reversal, rung, certainty, partner_id, receipt_transfer_id, created_at, updated_at)
       select gen_random_uuid(), $3, $3, ($1::uuid[])[1 + n / ${linesPerFile}], ($2::uuid[])[1 + n / ${linesPerFile}], 1 + n % ${linesPerFile}, $4, 'BR' || n || '-' || $6,
           sha256((n || '-' || $6)::bytea), case when s.state in ('outgoing', 'reversal') then 'debit' else 'credit' end, 100 + n % 90000, 'CNY', (${then})::date, (${then})::date,
           p.payer, lower(replace(p.payer, ' ', '')), '6222' || lpad((n % 3000)::text, 12, '0'), null, 'payment ' || n, s.state, s.state = 'reversal',
           case s.state when 'posted' then 'virtual_account' when 'suspense' then case when n % 200 = 1 then 'payer' end end, case s.state when 'posted' then 100 end,
           case when s.state = 'posted' or n % 200 = 1 then $5::uuid end, case when s.state in ('suspense', 'sent_back') then gen_random_uuid() end, ${then}, ${then}
         from generate_series(0, $6::int - 1) n, lateral (select ${state} as state) s, lateral (select ${payer} as payer) p`,
    [fileIds, statementIds, of.operator, uuidOf(account), of.partner, of.count],
  );
  await owner.query(
    `insert into bank_transfers (id, organization_id, root_id, payer_name, bank_reference, amount_minor, currency, received_on, transfer_id, created_at, line_id, receiving_account_id, payer_account)
       select gen_random_uuid(), $2, $2, payer_name, bank_reference, amount_minor, 'CNY', booked_on, gen_random_uuid(), created_at, id, receiving_account_id, payer_account
         from bank_lines where organization_id = $1 and state = 'posted'`,
    [of.operator, of.partner],
  );
  const [first] = made;
  if (!first) throw new Error('there are files');
  return first.file;
}

/** A claim and a decision for each line: most approved, a few still open. */
export async function fillClaims(owner: pg.Pool, of: Of): Promise<void> {
  const numbered = `(select *, row_number() over (order by created_at desc) as n from bank_lines where organization_id = $2) l`;
  await owner.query(
    `insert into remittance_claims (id, organization_id, root_id, line_id, note, receipt_name, receipt_type, receipt, receipt_sha256, state, decided_by, decided_at, user_id, created_at)
       select gen_random_uuid(), $1, $1, l.id, 'Note ' || n, 'receipt.pdf', 'application/pdf', '\\x25', sha256('\\x25'), s.state, case when s.state <> 'submitted' then $3::uuid end,
           case when s.state <> 'submitted' then clock_timestamp() end, $4, ${then}
         from ${numbered}, lateral (select case when n % 1000 = 7 then 'submitted' when n % 1000 = 500 then 'rejected' when n % 10000 = 5005 then 'withdrawn' else 'approved' end as state) s`,
    [of.partner, of.operator, of.second, of.cashier],
  );
  await owner.query(
    `insert into bank_postings (id, organization_id, root_id, line_id, kind, partner_id, amount_minor, currency, needs_second, state, proposed_by, decided_by, decided_at, transfer_id, created_at)
       select gen_random_uuid(), $2, $2, l.id, case when n % 500 = 9 then 'send_back' else 'manual' end, case when n % 500 <> 9 then $1::uuid end, amount_minor, 'CNY', true, s.state, $3,
           case when s.state <> 'proposed' then $4::uuid end, case when s.state <> 'proposed' then clock_timestamp() end, case when s.state = 'done' then gen_random_uuid() end, ${then}
         from ${numbered}, lateral (select case when n % 1000 = 7 then 'proposed' when n % 1000 = 500 then 'rejected' else 'done' end as state) s`,
    [of.partner, of.operator, of.clerk, of.second],
  );
}

/** Most were settled by files of two hundred, a few wait. */
export async function fillWithdrawals(owner: pg.Pool, of: Of): Promise<void> {
  const perFile = 200;
  const files = Array.from({ length: Math.ceil(of.count / perFile) }, () => uuidOf(newId('paymentFile')));
  await owner.query(
    `insert into payment_files (id, organization_id, root_id, receiving_account_id, number, execution_on, payment_count, total_minor, currency, pain001, csv, sha256, state, user_id, created_at)
       select f, $2, $2, r.id, 'BENCH-' || $4::int || '-' || k, current_date, ${perFile}, 1, 'CNY', '', '', sha256('x'), case when k % 100 = 1 then 'made' else 'settled' end, $3,
           clock_timestamp() - k * interval '3 hours'
         from unnest($1::uuid[]) with ordinality u (f, k), receiving_accounts r where r.organization_id = $2`,
    [files, of.operator, of.clerk, of.count],
  );
  await owner.query(
    `insert into withdrawals (id, organization_id, root_id, kind, amount_minor, currency, account_name, account_number, bank_name, branch, state, hold_transfer_id, user_id, decided_by,
         decided_at, payment_file_id, end_transfer_id, ended_at, created_at, updated_at)
       select gen_random_uuid(), $2, $2, case when n % 100 = 50 then 'original' else 'bank_card' end, 100 + n, 'CNY', case when n % 100 <> 50 then 'Partner' end,
           case when n % 100 <> 50 then '6222020000001234' end, case when n % 100 <> 50 then 'Bank' end, 'West', s.state, gen_random_uuid(), $3,
           case when s.state <> 'requested' then $4::uuid end, case when s.state <> 'requested' then ${then} end,
           case when s.state = 'settled' then ($1::uuid[])[1 + n / ${perFile}] end, case when s.state in ('settled', 'rejected') then gen_random_uuid() end, ${then}, ${then}, ${then}
         from generate_series(0, $5::int - 1) n, lateral (select case when n % 1000 = 7 then 'requested' when n % 1000 = 500 then 'rejected' when n % 10000 = 5005 then 'approved' else 'settled' end as state) s`,
    [files, of.partner, of.cashier, of.second, of.count],
  );
}

/** Agreements that are void, and a few in effect. A thousand at a time: each name takes a lock of its own until the commit. */
export async function fillPayers(owner: pg.Pool, of: Of): Promise<void> {
  const isVoid = `n % ($3::int / 5) <> 7 and n % 1000 <> 8`;
  for (let from = 0; from < of.count; from += 1000)
    await owner.query(
      `insert into entrusted_payers (id, organization_id, root_id, payer_name, name_key, payer_type, relationship, reason, agreement_version, expires_at, voided_at, voided_by, user_id, created_at)
         select gen_random_uuid(), $1, $1, ${payer}, lower(replace(${payer}, ' ', '')) || n, 'enterprise', 'affiliate', 'on_behalf', '2026-11',
             case when n % 1000 = 8 then clock_timestamp() end, case when ${isVoid} then clock_timestamp() end, case when ${isVoid} then $2::uuid end, $2, ${then}
           from generate_series($4::int, $4::int + 999) n`,
      [of.partner, of.cashier, of.count, from],
    );
}
