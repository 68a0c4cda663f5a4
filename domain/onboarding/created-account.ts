import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { openAccount } from '@/domain/ledger/post';
import { Refusal } from '@/domain/refusal';
import { readSettings } from '@/domain/settings/read-settings';
import { asKind, type Id } from '@/lib/id';
import type { Currency } from '@/lib/money';

const { customers, organizations } = schema;

/** What a new customer is called and how it is reached. */
export interface NewCustomer {
  readonly id: Id<'organization'>;
  readonly accountName: string;
  readonly name: string;
  readonly mobile: string | null;
  /** Whether a code has shown that the number is theirs. */
  readonly mobileProven: boolean;
  readonly email: string | null;
}

/** Whose platform a customer came from, and as whom. */
type Origin = Partial<
  Pick<typeof customers.$inferInsert, 'platformPartnerId' | 'platformType' | 'platformUserId' | 'refusesMarketing'>
>;

/**
 * Makes the organization of a new customer, a tree of its own, with its ledger account. It counts in its partner's currency and lives in its
 * time zone.
 *
 * @refuses account_name_taken (thrown)
 */
export async function insertCustomer(
  tx: Transaction,
  partner: { readonly rootId: Id<'organization'>; readonly currency: Currency; readonly timeZone: string },
  customer: NewCustomer,
  origin: Origin = {},
): Promise<void> {
  const { currency, timeZone } = partner;
  const isSameName = eq(sql`lower(${organizations.accountName})`, sql`lower(${customer.accountName})`);
  if ((await tx.$count(organizations, isSameName)) > 0)
    throw new Refusal('account_name_taken', { accountName: 'account_name_taken' });
  await tx.insert(organizations).values({ ...customer, rootId: customer.id, kind: 'customer', currency, timeZone });
  await tx.insert(customers).values({ id: asKind('customer', customer.id), rootId: partner.rootId, ...origin });
  await openAccount(tx, customer.id, 'funds', currency);
}

/**
 * Makes sure that one more customer may have this number, which is shown to be theirs. Two at once for one number come one after the other.
 *
 * @refuses mobile_limit_reached (thrown)
 * @source spec/01 §1.6
 */
export async function requireRoomForMobile(tx: Transaction, mobile: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(7021006, hashtext(${mobile}))`);
  const { accounts_per_mobile_max: max } = await readSettings(tx);
  if ((await tx.$count(organizations, isCustomerWith(mobile))) >= max)
    throw new Refusal('mobile_limit_reached', { mobile: 'mobile_limit_reached' });
}

/** Customers that have this number and have shown that it is theirs. */
export const isCustomerWith = (mobile: string) =>
  and(eq(organizations.mobile, mobile), eq(organizations.mobileProven, true), eq(organizations.kind, 'customer'));
