import type pg from 'pg';
import type { Actor } from '@/domain/actor';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { approveBankTransfer } from '@/domain/recharge/approve-bank-transfer';
import { proposeBankTransfer } from '@/domain/recharge/propose-bank-transfer';
import { type Id, idFromUuid, newId, uuidOf } from '@/lib/id';
import { fillHandRecordings, fillPayments } from './online-rows';
import { fillClaims, fillLines, fillPayers, fillWithdrawals } from './recharge-rows';
import { makePartner } from './world';

/** Who reads the lists of recharge, of `count` rows each. */
export interface RechargeWorld {
  readonly count: number;
  readonly operator: Actor;
  readonly partner: Actor;
  /** One of the operator's files, with a thousand lines. */
  readonly file: Id<'bankFile'>;
  /** A reversal of its own that is open, and a line in suspense. */
  readonly reversal: Id<'bankLine'>;
  readonly suspense: Id<'bankLine'>;
}

/** An operator with a partner: `count` lines, claims, withdrawals, payers and entries in its statement. Set-based, past every command. */
export async function makeRecharge(owner: pg.Pool, count: number): Promise<RechargeWorld> {
  const { actor, customers } = await makePartner(owner, `recharge-${count}`, 200);
  const operator: Actor = { ...actor, kind: 'operator', roles: ['admin'], organizationId: newId('organization') };
  await owner.query(
    `insert into organizations (id, root_id, kind, name, account_name) values ($1, $1, 'operator', $2, $2)`,
    [uuidOf(operator.organizationId), `operator-of-recharge-${count}`],
  );
  const person = async (of: Actor, name: string): Promise<Actor & { userId: Id<'user'> }> => {
    const userId = newId('user');
    await owner.query(
      `insert into users (id, organization_id, root_id, email, name, roles) values ($1, $2, $2, $3, $4, array['admin'])`,
      [uuidOf(userId), uuidOf(of.organizationId), `${name}-${count}@recharge.example`, name],
    );
    return { ...of, roles: ['admin'], userId };
  };
  const [partner, reader, second] = [
    await person(actor, 'partner'),
    await person(operator, 'operator'),
    await person(operator, 'second'),
  ];
  const of = {
    ...{ operator: uuidOf(operator.organizationId), partner: uuidOf(actor.organizationId), count },
    ...{ clerk: uuidOf(reader.userId), second: uuidOf(second.userId), cashier: uuidOf(partner.userId) },
  };
  const file = await fillLines(owner, of);
  await fillClaims(owner, of);
  await fillWithdrawals(owner, of);
  await fillPayers(owner, of);
  await fillPayments(owner, of);
  await fillHandRecordings(owner, of);
  await postEntries([reader, second], partner, customers, count);
  const lineOf = async (state: string) => {
    const { rows } = await owner.query<{ id: string }>(
      'select id from bank_lines where organization_id = $1 and state = $2 order by created_at desc limit 1',
      [of.operator, state],
    );
    return idFromUuid('bankLine', rows[0]?.id ?? '');
  };
  const [reversal, suspense] = [await lineOf('reversal'), await lineOf('suspense')];
  return { count, operator: reader, partner, file, reversal, suspense };
}

/** Money that came once, by two people, and goes to customers in `count` allocations, through the command, a thousand at a time. */
async function postEntries(
  [operator, second]: readonly [Actor, Actor],
  partner: Actor,
  customers: readonly Id<'customer'>[],
  count: number,
): Promise<void> {
  const bankReference = `BENCH-RECHARGE-${count}`;
  const transfer = { organizationId: partner.organizationId, amount: '1000000.00', payerName: 'Bench', bankReference };
  const input = { ...transfer, receivedOn: '2026-11-01', note: null };
  const proposed = await proposeBankTransfer(operator, bankReference, input);
  if (!proposed.ok) throw new Error(proposed.code);
  const credited = await approveBankTransfer(second, bankReference, { proposalId: proposed.id });
  if (!credited.ok) throw new Error(credited.code);
  for (let from = 0; from < count; from += 1000) {
    const requests = Array.from({ length: 1000 }, (_, index) => ({
      requestKey: `bench-recharge-${count}-${from + index}`,
      input: { customerId: customers[index % customers.length], amount: `0.${String(10 + (index % 90))}` },
    }));
    const outcomes = await allocateFunds.many(partner, requests);
    if (!outcomes.every((outcome) => outcome.ok)) throw new Error('not everything was allocated');
  }
}
