import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { checkHistory, checkRelation, maySwitch, readChangeHistory } from './change-checks';
import { type CouponsBack, type CouponsBackRow, couponsBackOf, couponsHeld } from './coupons-back';
import { balanceOf } from './held-balance';
import { type AssociationType, type ChangeCheck, type ChangeKind, sideOf } from './model';

/** What is asked of somebody who wants to change a relation, before there is a form. */
export interface PreCheck {
  readonly customer: { readonly id: Id<'customer'>; readonly name: string; readonly nameEn: string | null };
  readonly partner: { readonly name: string; readonly nameEn: string | null };
  readonly type: AssociationType;
  /** The only other type, when the wish is to switch. */
  readonly toType: AssociationType | null;
  readonly checks: readonly { readonly check: ChangeCheck; readonly isPassed: boolean }[];
  /** From when on the reader's side may ask again, when it was too soon. */
  readonly possibleAt: Date | null;
  /** The request that is open, when one is. */
  readonly openId: Id<'associationChange'> | null;
  /** What would go back to the partner at this moment: nothing of a referral customer's. */
  readonly wouldReturn: Money;
  /** And of its coupons from the partner. */
  readonly wouldReturnCoupons: CouponsBack;
}

/**
 * The checks of a change with what each comes to now; the command makes them again. Undefined for a customer out of the reader's reach,
 * just as for one that does not exist.
 *
 * @param customerId left out by a customer, which has only its own relation
 * @source spec/01 §1.7 "pre-check"
 */
export async function checkChange(
  scope: ReadScope,
  kind: ChangeKind,
  customerId?: Id<'customer'>,
): Promise<PreCheck | undefined> {
  const side = sideOf(scope);
  const relation = await findRelation(
    scope,
    side === 'customer' ? asKind('customer', scope.organizationId) : customerId,
  );
  if (!relation || (kind === 'switch' && !(await maySwitch(database(), side)))) return undefined;
  const toType = kind === 'switch' ? otherType[relation.type] : null;
  const history = await readChangeHistory(database(), side, relation);
  const checks = [...checkRelation(relation, side, toType), ...checkHistory(history)];
  return {
    customer: relation.customer,
    partner: relation.partner,
    type: relation.type,
    toType,
    checks: checks.map(({ check, isPassed }) => ({ check, isPassed })),
    possibleAt: history.possibleAt,
    openId: relation.openId,
    wouldReturn: relation.wouldReturn,
    wouldReturnCoupons: relation.wouldReturnCoupons,
  };
}

/** Whether the reader, an administrator of either side, may ask for a switch. */
export const mayAskToSwitch = (scope: ReadScope): Promise<boolean> => maySwitch(database(), sideOf(scope));

const otherType = { resale: 'referral', referral: 'resale' } as const satisfies Record<
  AssociationType,
  AssociationType
>;

async function findRelation(scope: ReadScope, customerId: Id<'customer'> | undefined) {
  if (!customerId) return undefined;
  const own = uuidOf(scope.organizationId);
  const isInReach =
    scope.kind === 'customer' ? sql`s.customer_id = ${own}::uuid` : sql`s.organization_id = ${own}::uuid`;
  const { rows } = await database().execute<RelationRow>(
    sql`select s.id, s.organization_id, s.type, s.freeze_level, o.name, o.name_en, o.state, o.currency, p.name as partner_name,
        p.name_en as partner_name_en, p.state as partner_state, k.obstacles,
        (select c.id from association_changes c where c.association_id = s.id and c.state = 'submitted') as open_id,
        coalesce(${balanceOf(sql`s.customer_id`, scope.currency)}, 0)::text as held,
        ${couponsHeld(sql`s.organization_id`, sql`s.customer_id`)} as coupons
      from associations s join organizations o on o.id = s.customer_id join organizations p on p.id = s.organization_id
      join customers k on k.id = s.customer_id
     where s.customer_id = ${uuidOf(customerId)}::uuid and s.ended_at is null and ${isInReach}`,
  );
  const [row] = rows;
  return (
    row && {
      id: idFromUuid('association', row.id),
      organizationId: idFromUuid('organization', row.organization_id),
      customerId,
      type: row.type,
      customer: { id: customerId, name: row.name, nameEn: row.name_en },
      partner: { name: row.partner_name, nameEn: row.partner_name_en },
      isPartnerFrozen: row.partner_state === 'frozen',
      isCustomerFrozen: row.state === 'frozen',
      isRestricted: row.freeze_level !== null,
      obstacles: row.obstacles,
      openId: row.open_id === null ? null : idFromUuid('associationChange', row.open_id),
      wouldReturn: money(row.type === 'resale' ? BigInt(row.held) : 0n, row.currency),
      wouldReturnCoupons: couponsBackOf(row.coupons, row.currency),
    }
  );
}

type RelationRow = {
  id: string;
  organization_id: string;
  type: AssociationType;
  freeze_level: string | null;
  name: string;
  name_en: string | null;
  state: 'active' | 'frozen';
  currency: Currency;
  partner_name: string;
  partner_name_en: string | null;
  partner_state: 'active' | 'frozen';
  obstacles: string[];
  open_id: string | null;
  held: string;
  coupons: CouponsBackRow;
};
