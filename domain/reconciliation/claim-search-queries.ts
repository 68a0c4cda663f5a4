import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { maskAccount, maskName } from '@/lib/mask';
import { type Currency, type Money, money } from '@/lib/money';
import type { SearchClaimInput } from './claim-input';
import { isFoundBy } from './claim-match';
import { claimLimits } from './claim-model';

/** A transfer in suspense, as far as somebody may see it who has named its payer and its amount. */
export interface ClaimableLine {
  readonly id: Id<'bankLine'>;
  readonly payerName: string;
  readonly payerAccount: string | null;
  readonly amount: Money;
  /** The day the bank booked it, `YYYY-MM-DD`. */
  readonly bookedOn: string;
  /** The reader's organization has claimed it, and the claim is not decided yet. */
  readonly isClaimed: boolean;
}

/**
 * The transfers in suspense that were paid by exactly that payer, with exactly that amount; with `accountEnd`, from an account that ends so.
 * What does not exist and what is somebody's already look alike.
 *
 * Every look is counted, found or not: an organization has some in an hour, so that names and amounts cannot be tried out.
 *
 * @returns `too_many` when it has used them up
 * @source spec/06 §6.2
 */
export async function searchSuspense(
  scope: ReadScope,
  wanted: SearchClaimInput,
): Promise<readonly ClaimableLine[] | 'too_many'> {
  if (!(await countSearch(scope))) return 'too_many';
  return readLines(scope, wanted, sql`true`);
}

/** One of them by its id, for who knows the rest as well. Undefined for everything else. */
export async function findClaimableLine(
  scope: ReadScope,
  id: Id<'bankLine'>,
  wanted: SearchClaimInput,
): Promise<ClaimableLine | undefined> {
  return (await readLines(scope, wanted, sql`l.id = ${uuidOf(id)}::uuid`))[0];
}

/** One statement, so that of many at once not one too many looks. */
async function countSearch({ organizationId, rootId }: ReadScope): Promise<boolean> {
  const { rows } = await database().execute(
    sql`insert into claim_searches as c (organization_id, root_id, searches) values (${uuidOf(organizationId)}::uuid, ${uuidOf(rootId)}::uuid, 1)
      on conflict (organization_id) do update
        set searches = case when c.began_at <= clock_timestamp() - interval '1 hour' then 1 else c.searches + 1 end,
            began_at = case when c.began_at <= clock_timestamp() - interval '1 hour' then clock_timestamp() else c.began_at end
        where c.began_at <= clock_timestamp() - interval '1 hour' or c.searches < ${claimLimits.searchesPerHour}
      returning 1`,
  );
  return rows.length > 0;
}

type Row = {
  id: string;
  payer_name: string | null;
  payer_account: string | null;
  amount_minor: string;
  currency: Currency;
  booked_on: string;
  is_claimed: boolean;
};

async function readLines(scope: ReadScope, wanted: SearchClaimInput, where: SQL): Promise<ClaimableLine[]> {
  const { rows } = await database().execute<Row>(
    sql`select l.id, l.payer_name, l.payer_account, l.amount_minor, l.currency, l.booked_on::text as booked_on,
        exists (select from remittance_claims c where c.line_id = l.id and c.state = 'submitted'
          and c.organization_id = ${uuidOf(scope.organizationId)}::uuid) as is_claimed
      from bank_lines l where ${isFoundBy(wanted, sql`l`)} and ${where} order by l.created_at desc, l.id desc limit 20`,
  );
  return rows.map((row) => ({
    id: idFromUuid('bankLine', row.id),
    payerName: maskName(row.payer_name ?? ''),
    payerAccount: row.payer_account === null ? null : maskAccount(row.payer_account),
    amount: money(BigInt(row.amount_minor), row.currency),
    bookedOn: row.booked_on,
    isClaimed: row.is_claimed,
  }));
}
