import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { readSettings } from '@/domain/settings/read-settings';
import { type Id, uuidOf } from '@/lib/id';
import type { AssociationType, ChangeCheck, historyRefusals, relationRefusals, Side } from './model';

/** What the checks look at in the relation itself. */
interface RelationFacts {
  readonly isPartnerFrozen: boolean;
  readonly isCustomerFrozen: boolean;
  readonly isRestricted: boolean;
  readonly obstacles: readonly string[];
}

/** What was asked before about the same relation. */
export interface ChangeHistory {
  readonly isOpen: boolean;
  /** From when on this side may ask again; null when it may now. */
  readonly possibleAt: Date | null;
}

/** One check with what it came to, and how it is refused when it failed. */
export interface CheckResult<Code extends string = string> {
  readonly check: ChangeCheck;
  readonly isPassed: boolean;
  readonly code: Code;
}
type RelationResult = CheckResult<(typeof relationRefusals)[number]>;
type HistoryResult = CheckResult<(typeof historyRefusals)[number]>;

/** How many requests a side may take back within a day before it has to wait. */
const takenBackMax = 3;

/** What must be settled with the platform before anybody parts, and what moreover keeps a customer from resale. */
const obstaclesToAll = ['unpaid_bills', 'special_contract', 'reserved_instances'] as const;
const obstaclesToResale = ['professional_service_contract', 'enterprise_member', 'enterprise_master'] as const;

/**
 * What stands in the way of changing a relation, whoever asks: all of it, so that a page can show where each is mended.
 *
 * @source spec/01 §1.5, §1.7, spec/13 L8
 */
export function checkRelation(relation: RelationFacts, side: Side, toType: AssociationType | null): RelationResult[] {
  const obstacles = [...obstaclesToAll, ...(toType === 'resale' ? obstaclesToResale : [])];
  return [
    {
      check: 'partner_active',
      isPassed: !relation.isPartnerFrozen,
      code: side === 'partner' ? 'organization_frozen' : 'partner_frozen',
    },
    { check: 'customer_active', isPassed: !relation.isCustomerFrozen, code: 'customer_frozen' },
    { check: 'not_restricted', isPassed: !relation.isRestricted, code: 'customer_frozen' },
    ...obstacles.map((check) => ({ check, isPassed: !relation.obstacles.includes(check), code: check })),
  ];
}

/** What earlier requests say about asking now. */
export const checkHistory = ({ isOpen, possibleAt }: ChangeHistory): HistoryResult[] => [
  { check: 'nothing_open', isPassed: !isOpen, code: 'change_open_already' },
  { check: 'long_enough_ago', isPassed: possibleAt === null, code: 'change_too_soon' },
];

/**
 * What was asked about a customer before. Each side is counted by itself; a partner also waits after its customer has asked.
 * Requests that were withdrawn do not count, but for the third in a day.
 *
 * @source spec/01 §1.7 "Frequency"
 */
export async function readChangeHistory(
  db: Database,
  side: Side,
  {
    id,
    organizationId,
    customerId,
  }: { id: Id<'association'>; organizationId: Id<'organization'>; customerId: Id<'customer'> },
): Promise<ChangeHistory> {
  const settings = await readSettings(db);
  const counted = sql`select created_at + make_interval(months => ${settings.change_months}::int) as at from association_changes
    where customer_id = ${uuidOf(customerId)}::uuid and state <> 'withdrawn'`;
  const ofPartner = sql`${counted} and organization_id = ${uuidOf(organizationId)}::uuid`;
  // Taking one back makes room for another, but not without end: each is told to the other side.
  const takenBack = sql`(select created_at + interval '1 day' from association_changes where customer_id = ${uuidOf(customerId)}::uuid
    and organization_id = ${uuidOf(organizationId)}::uuid and state = 'withdrawn' and started_by = ${side} order by created_at desc offset ${takenBackMax - 1} limit 1)`;
  const nth = (max: number) => sql`order by created_at desc offset ${max - 1} limit 1`;
  const possibleAt =
    side === 'customer'
      ? sql`(${counted} and started_by = 'customer' ${nth(settings.changes_of_customer_max)})`
      : sql`greatest((${ofPartner} and started_by = 'partner' ${nth(settings.changes_of_partner_max)}),
          (${ofPartner} and started_by = 'customer' ${nth(1)}))`;
  const { rows } = await db.execute<{ is_open: boolean; possible_at: Date | null }>(
    sql`select exists (select from association_changes where association_id = ${uuidOf(id)}::uuid and state = 'submitted') as is_open,
      (select p.at from (select greatest(${possibleAt}, ${takenBack}) as at) p where p.at > clock_timestamp()) as possible_at`,
  );
  const [row] = rows;
  return { isOpen: row?.is_open ?? false, possibleAt: row?.possible_at ? new Date(row.possible_at) : null };
}
