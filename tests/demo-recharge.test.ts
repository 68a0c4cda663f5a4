import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { seedDemoWorld } from '@/db/seed/demo-world';
import { verifyLedger } from '@/domain/ledger/oracles';
import { payerNameKey } from '@/lib/payer-name';
import { readKeyRing } from '@/lib/secret-box';
import { isVirtualNumber } from '@/lib/virtual-number';
import { freshDatabase, type TestDatabase } from './database';

let test: TestDatabase;

beforeAll(async () => {
  test = await freshDatabase();
  const keyRing = readKeyRing(process.env['KEY_ENCRYPTION_KEY'] ?? '');
  await seedDemoWorld(test.ownerUrl, { passwordHash: 'x', keyRing, now: new Date() });
});
afterAll(() => test.close());

const rows = async <R extends object>(query: string) => (await test.owner.query<R>(query)).rows;

describe('recharge in the demo world', () => {
  it('has the operator’s accounts, numbers for all but qiming, and payers in every state', async () => {
    const accounts = await rows<{ summary: string }>(
      `select concat_ws(' ', r.number_prefix, r.is_default, string_agg(o.account_name, ' ' order by o.account_name)) as summary from receiving_accounts r
         join remittance_accounts a on a.receiving_account_id = r.id join organizations o on o.id = a.organization_id group by r.id order by 1`,
    );
    expect(accounts.map(({ summary }) => summary)).toEqual(['62148390 t xinghuo yunhe', '62220290 f donglin']);
    const numbers = await rows<{ number: string; next: string }>(
      `select number, (select last_value + 1 from remittance_account_numbers) as next from remittance_accounts`,
    );
    expect(numbers.every(({ number, next }) => isVirtualNumber(number) && next === '4')).toBe(true);
    const payers = await rows<{ code: string; payer_name: string; name_key: string; state: string }>(
      `select o.account_name as code, p.*, case when voided_at is not null then 'void' when expires_at < now() then 'expired' else 'effective' end as state
         from entrusted_payers p join organizations o on o.id = p.organization_id order by 1, p.created_at`,
    );
    expect(payers.every((one) => one.name_key === payerNameKey(one.payer_name))).toBe(true);
    expect(payers.map(({ code, state }) => `${code} ${state}`)).toEqual([
      ...['donglin effective', 'xinghuo effective'],
      ...['yunhe effective', 'yunhe void', 'yunhe expired', 'yunhe effective'],
    ]);
  });

  it('has bank files whose sums are right, and what they brought in every state', async () => {
    const lines = await rows<{ summary: string }>(
      `select concat_ws(' ', l.state, l.rung, o.account_name, count(*)) as summary from bank_lines l left join organizations o on o.id = l.partner_id
        group by l.state, l.rung, o.account_name order by 1`,
    );
    expect(lines.map(({ summary }) => summary)).toEqual([
      ...['outgoing 3', 'posted virtual_account donglin 2', 'posted virtual_account xinghuo 2'],
      ...['posted virtual_account yunhe 3', 'posted xinghuo 1', 'recorded qiming 2', 'reversal 1', 'sent_back 1'],
      ...['suspense 3', 'suspense payer qiming 1', 'suspense rule xinghuo 1', 'suspense virtual_account yunhe 1'],
    ]);
    const gaps = await rows<{ reference: string }>(
      `select reference from (select *, lag(closing_minor) over (partition by receiving_account_id order by created_at) as before from bank_statements) s
        where opening_minor <> before`,
    );
    expect(gaps).toEqual([]);
    const [kept] = await rows<{ suspense: string; lines: string; alerted: number }>(
      `select (select b.credits_minor - b.debits_minor from ledger_balances b join ledger_accounts a on a.id = b.account_id where a.purpose = 'recharge_suspense') as suspense,
              sum(amount_minor) as lines, count(alerted_at)::int as alerted from bank_lines where state = 'suspense'`,
    );
    expect(kept).toMatchObject({ suspense: kept?.lines, alerted: 1 });
  });

  it('has claims and postings, one of each still open, the posting for a second person', async () => {
    const claims = await rows<{ summary: string }>(
      `select concat_ws(' ', c.state, o.account_name, l.state) as summary from remittance_claims c join organizations o on o.id = c.organization_id
         join bank_lines l on l.id = c.line_id order by 1`,
    );
    expect(claims.map(({ summary }) => summary)).toEqual([
      ...['approved xinghuo posted', 'rejected qiming sent_back', 'submitted donglin suspense'],
    ]);
    const postings = await rows<{ summary: string }>(
      `select concat_ws(' ', p.kind, p.state, m.email, d.email) as summary from bank_postings p join users m on m.id = p.proposed_by
         left join users d on d.id = p.decided_by order by 1`,
    );
    expect(postings.map(({ summary }) => summary)).toEqual([
      'claim done finance@cloud.example',
      'manual proposed finance@cloud.example',
      'send_back done finance@cloud.example admin@cloud.example',
    ]);
    const byHand = await rows<{ summary: string }>(
      `select concat_ws(' ', p.state, o.account_name, m.email) as summary from bank_transfer_proposals p join organizations o on o.id = p.partner_id
         join users m on m.id = p.proposed_by`,
    );
    expect(byHand.map(({ summary }) => summary)).toEqual(['proposed qiming finance@cloud.example']);
    const refunds = await rows<{ summary: string }>(
      `select concat_ws(' ', r.state, r.failure, w.state, w.route) as summary from payment_refunds r join withdrawals w on w.id = r.withdrawal_id`,
    );
    expect(refunds.map(({ summary }) => summary)).toEqual(['failed account_closed returned provider']);
  });

  it('has money on its way out in every state, credit for donglin, and balances that are watched', async () => {
    const withdrawals = await rows<{ summary: string }>(
      `select concat_ws(' ', w.state, o.account_name, w.kind, count(f.*)) as summary from withdrawals w join organizations o on o.id = w.organization_id
         left join withdrawal_flows f on f.withdrawal_id = w.id group by w.id, o.account_name order by 1`,
    );
    expect(withdrawals.map(({ summary }) => summary)).toEqual([
      ...['approved yunhe original 1', 'cancelled donglin original 1', 'rejected qiming bank_card 0'],
      ...['requested qiming original 1', 'returned qiming original 1', 'returned yunhe bank_card 0'],
      'sent xinghuo bank_card 0',
      'settled qiming original 1',
    ]);
    const files = await rows<{ state: string; right: boolean }>(
      `select f.state, payment_count = count(w.*) and total_minor = sum(w.amount_minor) as right from payment_files f join withdrawals w on w.payment_file_id = f.id
        group by f.id order by 1`,
    );
    expect(files).toEqual([
      { state: 'made', right: true },
      { state: 'settled', right: true },
    ]);
    const [floor] = await rows<{ code: string; floor_minor: string; terms: number }>(
      `select o.account_name as code, b.floor_minor, (select count(*) from credit_terms)::int as terms from ledger_balances b join ledger_accounts a on a.id = b.account_id
         join organizations o on o.id = a.owner_id where b.floor_minor < 0 and a.purpose = 'funds'`,
    );
    expect(floor).toEqual({ code: 'donglin', floor_minor: '-8000000', terms: 2 });
    const watched = await rows<{ code: string; right: boolean }>(
      `select o.account_name as code, t.is_crossed = (b.credits_minor - b.debits_minor - b.floor_minor < t.threshold_minor) as right
         from balance_thresholds t join organizations o on o.id = t.organization_id
         join ledger_accounts a on a.owner_id = coalesce(t.customer_id, t.organization_id) and a.purpose = 'funds'
         join ledger_balances b on b.account_id = a.id order by 1`,
    );
    expect(watched.map(({ code, right }) => `${code} ${right}`)).toEqual([
      ...['acme true', 'qiming true', 'qiming true', 'qiming true', 'yunhe true'],
    ]);
  });

  it('leaves books that are right, with a trail for every transfer, in the past', async () => {
    const broken = Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0);
    expect(broken).toEqual([]);
    const [times] = await rows<{ future: boolean; untold: number }>(
      `select (select max(created_at) from ledger_transfers) > now() or (select max(at) from audit_entries) > now() as future,
              (select count(*)::int from outbox_events where delivered_at is null) as untold`,
    );
    expect(times).toEqual({ future: false, untold: 0 });
  });
});
