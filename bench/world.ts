import type pg from 'pg';
import { type Actor, noCodes } from '@/domain/actor';
import { recordBankTransfer } from '@/domain/recharge/record-bank-transfer';
import { asKind, type Id, newId, uuidOf } from '@/lib/id';

export interface BenchPartner {
  readonly actor: Actor;
  readonly customers: readonly Id<'customer'>[];
}

/** A partner with money and resale customers, written set-based: the bench is about what comes after. */
export async function makePartner(owner: pg.Pool, name: string, customerCount: number): Promise<BenchPartner> {
  const id = newId('organization');
  const customers = Array.from({ length: customerCount }, () => newId('customer'));
  await owner.query(
    `insert into organizations (id, root_id, kind, name, account_name) values ($1, $1, 'solution_provider', $2, $2)`,
    [uuidOf(id), name],
  );
  await owner.query(
    `insert into organizations (id, root_id, kind, name, name_en, account_name, mobile, email)
       select c, c, 'customer', '客户' || substr(md5(n::text), 1, 6), 'Customer ' || substr(md5(n::text), 1, 6), $2 || '-' || n,
              '138' || lpad(n::text, 8, '0'), n || '@' || $2 || '.example'
         from unnest($1::uuid[]) with ordinality u (c, n)`,
    [customers.map(uuidOf), name],
  );
  await owner.query('insert into customers (id, root_id) select c, $2 from unnest($1::uuid[]) u (c)', [
    customers.map(uuidOf),
    uuidOf(id),
  ]);
  await owner.query(
    `insert into associations (id, organization_id, root_id, customer_id, type, associated_at)
       select gen_random_uuid(), $2, $2, c, 'resale', clock_timestamp() - n * interval '1 minute' from unnest($1::uuid[]) with ordinality u (c, n)`,
    [customers.map(uuidOf), uuidOf(id)],
  );
  await owner.query(
    `select count(ledger_open_accounts(array[o], 'funds', 'CNY', array[null::uuid])) from unnest($1::uuid[]) u (o)`,
    [[id, ...customers].map((one) => uuidOf(asKind('organization', one)))],
  );
  return { actor: actorOf(id), customers };
}

/** Gives every partner 100,000,000.00 the way money really comes, so that the books stay provable. */
export async function fundPartners(owner: pg.Pool, partners: readonly BenchPartner[]): Promise<void> {
  const operator = newId('organization');
  await owner.query(
    `insert into organizations (id, root_id, kind, name, account_name) values ($1, $1, 'operator', 'bench', 'bench')`,
    [uuidOf(operator)],
  );
  await owner.query(
    `insert into settings (organization_id, root_id, key, value) values ($1, $1, 'hand_recording_up_to', '999999999')`,
    [uuidOf(operator)],
  );
  await owner.query(`select ledger_open_accounts(array[$1::uuid], 'bank_clearing', 'CNY', array[null::uuid])`, [
    uuidOf(operator),
  ]);
  const requests = partners.map(({ actor: { organizationId } }, index) => {
    const transfer = {
      organizationId,
      amount: '100000000.00',
      payerName: 'Bench',
      receivedOn: '2026-11-01',
      note: null,
    };
    return { requestKey: `bench-fund-${index}`, input: { ...transfer, bankReference: `BENCH-${index}` } };
  });
  const outcomes = await recordBankTransfer.many({ ...actorOf(operator), kind: 'operator' }, requests);
  if (!outcomes.every((outcome) => outcome.ok)) throw new Error('not every partner was given money');
}

const actorOf = (organizationId: Id<'organization'>): Actor => ({
  ...{ via: 'session', organizationId, rootId: organizationId, kind: 'solution_provider', currency: 'CNY' },
  ...{ timeZone: 'Asia/Shanghai', roles: ['finance'], readOnly: false, grants: null, userId: null, sessionId: null },
  ...{ apiKeyId: null, codes: noCodes, address: '127.0.0.1', requestId: null },
});
