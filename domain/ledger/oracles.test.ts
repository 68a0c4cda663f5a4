import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grant, issueQuotaTo, issueTo } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight, brokenBy } from '@/tests/oracles';
import { heldWithdrawal, receivingAccountOf, suspenseLine } from '@/tests/recharge';
import { actorOf, freshKey, fund, makeCustomer, makeOrganization } from '@/tests/world';
import { allocateFunds } from '../funds/allocate-funds';
import type { oracles } from './oracles';

let test: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  test = await freshDatabase();
  const operator = await makeOrganization({ code: 'V', kind: 'operator' });
  const payer = await makeOrganization({ code: 'S', kind: 'solution_provider' });
  const customer = await makeCustomer(payer, 'S-1', 'resale');
  await fund({ operator }, payer, '100.00');
  for (const amount of ['10.00', '20.00'])
    await allocateFunds(actorOf(payer), freshKey(), { customerId: customer.customerId, amount });
  const distributor = await makeOrganization({ code: 'D', kind: 'distributor' });
  const reseller = await makeOrganization({ code: 'R', kind: 'reseller', parent: distributor });
  const quota = await issueQuotaTo(distributor, await grant({ operator }, distributor, '100.00'), reseller, '50.00');
  await issueTo(reseller, quota, [await makeCustomer(reseller, 'R-1', 'resale')], '20.00');
  await suspenseLine(operator, await receivingAccountOf(operator), { amount: '12.00' });
  await heldWithdrawal(payer, '7.00');
  client = new pg.Client({ connectionString: test.superUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await test.close();
});

const lastEntry =
  '(account_id, seq) = (select account_id, seq from ledger_entries order by seq desc, account_id limit 1)';
const oneBalance = 'account_id = (select min(account_id) from ledger_balances where seq > 0)';

const oneRecord = (kind: string) => `id = (select id from coupon_records where kind = '${kind}' limit 1)`;

const oneFlow = `insert into withdrawal_flows (withdrawal_id, number, organization_id, root_id, recharge_kind, recharge_id, amount_minor, currency)
  select id, 1, organization_id, root_id, 'bank_transfer', gen_random_uuid(), amount_minor, currency from withdrawals`;

/** A decision about the line in suspense, as it might be written beside the commands. */
const onePosting = (columns: string, values: string) =>
  `insert into bank_postings (id, organization_id, root_id, line_id, amount_minor, currency, needs_second, transfer_id, decided_at, ${columns})
    select gen_random_uuid(), organization_id, root_id, id, amount_minor, currency, false, receipt_transfer_id, now(), ${values} from bank_lines`;

/** What a superuser with the triggers off could do to the books, by the oracle that has to name it. */
const corruptions: Readonly<Record<keyof typeof oracles, string>> = {
  unbalanced: `update ledger_entries set amount_minor = amount_minor + 1 where ${lastEntry}`,
  unit_not_zero: `update ledger_balances set credits_minor = credits_minor + 5 where ${oneBalance}`,
  below_floor: `alter table ledger_balances drop constraint ledger_balances_floor; update ledger_balances set debits_minor = credits_minor + 1 where ${oneBalance}`,
  half_transfer: `delete from ledger_entries where ${lastEntry}`,
  orphan_entry: `delete from ledger_transfers where id = (select transfer_id from ledger_entries where ${lastEntry})`,
  drift: `update ledger_balances set seq = seq + 1 where ${oneBalance}`,
  gap_in_history: `update ledger_entries set seq = seq + 1 where ${lastEntry}`,
  running_total_wrong: `update ledger_entries set credits_after = credits_after + 1 where ${lastEntry}`,
  time_backwards: `update ledger_entries set created_at = '2020-01-01' where ${lastEntry}`,
  money_without_audit: `delete from audit_entries where transfer_id = (select transfer_id from ledger_entries where ${lastEntry})`,
  event_without_money: `insert into outbox_events (id, organization_id, root_id, kind, subject_id, transfer_id, payload)
    select gen_random_uuid(), organization_id, root_id, kind, subject_id, gen_random_uuid(), payload from outbox_events limit 1`,
  money_without_event: `delete from outbox_events where transfer_id = (select transfer_id from ledger_entries where ${lastEntry})`,
  doc_without_money: `update fund_adjustments set amount_minor = amount_minor + 1 where id = (select max(id::text)::uuid from fund_adjustments)`,
  money_without_doc: `delete from fund_adjustments where id = (select max(id::text)::uuid from fund_adjustments)`,
  adjustment_without_party: `update fund_adjustments set counterparty_id = gen_random_uuid()`,
  money_without_key: `delete from command_receipts where result_id = (select max(id::text)::uuid from fund_adjustments)`,
  coupon_record_without_party: `update coupon_records set coupon_id = gen_random_uuid() where ${oneRecord('issue')}`,
  coupon_record_wrong_way: `update coupon_records set kind = 'reclaim' where ${oneRecord('issue')}`,
  coupon_balance_wrong: `update coupon_records set amount_minor = amount_minor + 1 where ${oneRecord('issue')}`,
  quota_balance_wrong: `update coupon_records set amount_minor = amount_minor + 1 where ${oneRecord('quota_issue')}`,
  coupon_refund_above_use: `update coupon_records set kind = 'refund', order_id = 'CS1' where ${oneRecord('issue')}`,
  coupon_lock_wrong: `alter table coupons drop constraint coupons_check2; update coupons set state = 'used', lock_order_id = 'CS1', locked_at = now()`,
  coupon_state_wrong: `update coupons set state = 'reclaimed'`,
  quota_state_wrong: `update coupon_quotas set state = 'reclaimed' where parent_id is not null`,
  quota_account_wrong: `update coupon_quotas set currency = 'USD' where parent_id is not null`,
  coupon_outside_quota: `update coupons set expires_at = expires_at + interval '1 second'`,
  quota_outside_parent: `update coupon_quotas set effective_at = effective_at - interval '1 second' where parent_id is not null`,
  quota_cap_exceeded: `update coupon_quotas set limits = jsonb_set(limits, '{couponsMax}', '0') where parent_id is null`,
  coupon_value_lost: `delete from coupon_records where kind = 'quota_grant'`,
  suspense_wrong: `update bank_lines set amount_minor = amount_minor + 1`,
  bank_line_state_wrong: `update bank_lines set state = 'posted', partner_id = (select id from organizations where kind = 'solution_provider')`,
  recharge_wrong_way: `update bank_transfers set organization_id = (select id from organizations where kind = 'distributor')`,
  online_recharge_wrong_way: `insert into online_recharges (id, organization_id, root_id, amount_minor, currency, provider, state, expires_at, transfer_id, user_id, paid_at)
    select gen_random_uuid(), organization_id, root_id, amount_minor, currency, 'test', 'paid', now(), transfer_id, user_id, now() from bank_transfers`,
  posting_wrong: onePosting(
    'kind, state, partner_id',
    "'manual', 'done', (select id from organizations where kind = 'solution_provider')",
  ),
  take_back_wrong: `alter table bank_postings drop constraint bank_postings_always_second; ${onePosting(
    'kind, state, original_line_id, partner_id',
    "'take_back', 'done', id, (select id from organizations where kind = 'solution_provider')",
  )}`,
  claim_wrong: `insert into remittance_claims (id, organization_id, root_id, line_id, receipt_name, receipt_type, receipt, receipt_sha256, state, decided_at, user_id)
    select gen_random_uuid(), organization_id, root_id, id, 'r.png', 'image/png', '1', '1', 'approved', now(), gen_random_uuid() from bank_lines`,
  payment_file_wrong: `insert into payment_files (id, organization_id, root_id, receiving_account_id, number, execution_on, payment_count, total_minor, currency,
      pain001, csv, sha256, user_id) select gen_random_uuid(), organization_id, root_id, id, 'PF', now(), 1, 1, currency, '', '', '', gen_random_uuid() from receiving_accounts`,
  second_person_missing: `alter table withdrawals drop constraint withdrawals_second_person; update withdrawals set decided_by = user_id`,
  hand_recording_wrong: `update bank_transfer_proposals set amount_minor = amount_minor + 1`,
  bank_file_incomplete: `update bank_files set lines_new = lines_new + 1`,
  half_import: `update bank_files set state = 'waiting', finished_at = null`,
  held_wrong: `update withdrawals set amount_minor = amount_minor + 1`,
  withdrawal_wrong_way: `update withdrawals set organization_id = (select id from organizations where kind = 'distributor')`,
  withdrawal_above_recharge: oneFlow,
  withdrawal_flows_wrong: oneFlow,
  refund_wrong: `insert into payment_refunds (id, organization_id, root_id, withdrawal_id, recharge_id, provider, payment_reference, amount_minor, currency)
    select gen_random_uuid(), organization_id, root_id, id, gen_random_uuid(), 'test', 'P', amount_minor, currency from withdrawals`,
  floor_wrong: `update ledger_balances set floor_minor = -1 where account_id = (select min(id) from ledger_accounts where purpose = 'funds')`,
  month_wrong: `insert into closed_months (account_id, month, organization_id, root_id, unit_code, opening_minor, in_minor, out_minor, closing_minor, entry_count,
      last_seq, digest) select id, date_trunc('month', now())::date, owner_id, root_id, unit_code, 0, 1, 0, 1, 0, 0, '' from ledger_accounts limit 1`,
};

describe('the oracles', () => {
  it('are all zero over books that commands kept', booksAreRight);

  it.each(Object.entries(corruptions))('name what was done to the books: %s', async (name, statement) => {
    expect(await brokenBy(client, statement)).toContain(name);
  });

  const ofCoupons =
    "account_id = (select min(account_id) from ledger_balances where unit_code = 'CPN.CNY' and seq > 0)";
  it.each([
    ['posting_wrong', onePosting('kind, state', "'send_back', 'done'")],
    [
      'posting_wrong',
      onePosting(
        'kind, state, partner_id, withdrawal_id',
        "'withdrawal_return', 'done', root_id, (select id from withdrawals)",
      ),
    ],
    [
      'second_person_missing',
      `alter table bank_transfer_proposals drop constraint bank_transfer_proposals_second_person;
        update bank_transfer_proposals set decided_by = proposed_by`,
    ],
    [
      'claim_wrong',
      `insert into remittance_claims (id, organization_id, root_id, line_id, receipt_name, receipt_type, receipt, receipt_sha256, user_id)
        select gen_random_uuid(), organization_id, root_id, id, 'r.png', 'image/png', '1', '1', gen_random_uuid() from bank_lines;
        update bank_lines set state = 'sent_back'`,
    ],
    [
      'payment_file_wrong',
      `insert into payment_files (id, organization_id, root_id, receiving_account_id, number, execution_on, payment_count, total_minor, currency, pain001, csv,
        sha256, user_id, state) select gen_random_uuid(), r.organization_id, r.root_id, r.id, 'PF', now(), 1, w.amount_minor, w.currency, '', '', '',
        gen_random_uuid(), 'settled' from receiving_accounts r, withdrawals w;
        update withdrawals set state = 'sent', payment_file_id = (select id from payment_files)`,
    ],
  ])('name also this: %s', async (name, statement) => {
    expect(await brokenBy(client, statement)).toContain(name);
  });

  it.each([
    ['unit_not_zero', `update ledger_balances set credits_minor = credits_minor + 5 where ${ofCoupons}`],
    ['drift', `update ledger_balances set seq = seq + 1 where ${ofCoupons}`],
    ['half_transfer', `delete from ledger_entries where ${ofCoupons}`],
    ['money_without_doc', `delete from coupon_records where ${oneRecord('issue')}`],
    ['doc_without_money', `update coupon_records set amount_minor = amount_minor + 1 where ${oneRecord('issue')}`],
    [
      'money_without_key',
      `delete from command_receipts where result_id = (select operation_id from coupon_records where kind = 'issue')`,
    ],
    [
      'money_without_audit',
      `delete from audit_entries where transfer_id = (select transfer_id from coupon_records where kind = 'issue')`,
    ],
  ])('count coupons as they count money: %s', async (name, statement) => {
    expect(await brokenBy(client, statement)).toContain(name);
  });
});
