import type { OrganizationKind } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import type { Originated } from './line-origins';
import type { LineRow } from './line-source';
import type { StatementAccount, StatementDetail } from './model';
import { movementNumber } from './movement-number';

/** A line of a statement. */
export interface StatementLine {
  /** `AC…`: see `movementNumber`. */
  readonly number: string;
  /** Where it stands among the others; a cursor holds it. */
  readonly place: string;
  /** The transfer; of a changed credit limit, which is none, what its terms have in its place. */
  readonly id: Id<'transfer'>;
  readonly isTransfer: boolean;
  readonly detail: StatementDetail;
  readonly at: Date;
  /** Positive when it came in. */
  readonly change: Money;
  readonly balanceAfter: Money;
  /** What it comes from, with the number people know that by. */
  readonly document: Originated | undefined;
  /** Whose the other side of the transfer is. */
  readonly counterparty:
    | {
        readonly id: Id<'organization'>;
        readonly kind: OrganizationKind;
        readonly name: string;
        readonly nameEn: string | null;
        readonly accountName: string;
      }
    | undefined;
}

/** A line of the account asked for, from its row. */
export function lineOf(
  scope: ReadScope,
  account: StatementAccount,
  row: LineRow,
  documents: ReadonlyMap<Id<'transfer'>, Originated>,
): StatementLine {
  const id = idFromUuid('transfer', row.id);
  return {
    number: movementNumber(id, account),
    place: String(row.place),
    id,
    isTransfer: row.detail !== 'credit_adjustment',
    detail: row.detail,
    at: new Date(row.created_at),
    change: money(BigInt(row.amount_minor), scope.currency),
    balanceAfter: money(BigInt(row.net), scope.currency),
    document: documents.get(id),
    counterparty: counterpartyOf(row),
  };
}

function counterpartyOf(row: LineRow): StatementLine['counterparty'] {
  if (row.other_id === null || row.other_kind === null) return undefined;
  return {
    id: idFromUuid('organization', row.other_id),
    kind: row.other_kind,
    name: row.other_name ?? '',
    nameEn: row.other_name_en,
    accountName: row.other_account_name ?? '',
  };
}
