import { eq, sql } from 'drizzle-orm';
import type { PgInsertValue } from 'drizzle-orm/pg-core';
import { database, inTransaction, schema } from '@/db/client';
import type { AssociationType, OrganizationKind, Role } from '@/db/schema/identity';
import { type Actor, noCodes } from '@/domain/actor';
import { openAccounts } from '@/domain/ledger/post';
import { approveBankTransfer } from '@/domain/recharge/approve-bank-transfer';
import { proposeBankTransfer } from '@/domain/recharge/propose-bank-transfer';
import { recordBankTransfer } from '@/domain/recharge/record-bank-transfer';
import { asKind, type Id, newId, uuidOf } from '@/lib/id';

export interface WorldOrganization {
  readonly code: string;
  readonly id: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly kind: OrganizationKind;
  readonly users: Record<Role | 'disabled', Id<'user'>>;
}
export interface WorldCustomer extends WorldOrganization {
  readonly customerId: Id<'customer'>;
  readonly partner: WorldOrganization;
}

/** Every free-text field holds one of these, so that a leak can be found in any answer. */
export const canary = (code: string, field: string) => `CNRY-${code}-${field}`;

/**
 * The canary world of `quality/acceptance.md` §3.0: an operator, two trees of distributor and resellers, two solution providers, two
 * subsidised partners, and under each partner two resale customers, one of referral, one frozen.
 *
 * In a handful of statements, because nearly every test file makes one.
 */
export async function seedWorld() {
  const drafts: Draft[] = [];
  const add = <T extends Draft>(draft: T) => {
    drafts.push(draft);
    return draft.made;
  };
  const partner = (code: string, kind: OrganizationKind, parent?: WorldOrganization) =>
    add(draftOrganization({ code, kind, ...(parent ? { parent } : {}) }));
  const operator = partner('V', 'operator');
  const d1 = partner('D1', 'distributor');
  const d2 = partner('D2', 'distributor');
  const partners = {
    d1,
    d2,
    r1a: partner('R1a', 'reseller', d1),
    r1b: partner('R1b', 'reseller', d1),
    r2a: partner('R2a', 'reseller', d2),
    s1: partner('S1', 'solution_provider'),
    s2: partner('S2', 'solution_provider'),
    g1: partner('G1', 'subsidised_partner'),
  };
  const customers: Record<string, Four> = {};
  for (const of of Object.values(partners)) {
    const customer = (suffix: string, type: AssociationType, options = {}): WorldCustomer => {
      const draft = draftCustomer(of, `${of.code}-${suffix}`, type, options);
      drafts.push(draft);
      return draft.made;
    };
    customers[of.code] = {
      one: customer('1', 'resale'),
      two: customer('2', 'resale'),
      referral: customer('ref', 'referral'),
      frozen: customer('frz', 'resale', { frozen: true }),
    };
  }
  await insert(drafts);
  await letOneAct(operator);
  return { operator, ...partners, customers };
}
export type World = Awaited<ReturnType<typeof seedWorld>>;
type Four = Record<'one' | 'two' | 'referral' | 'frozen', WorldCustomer>;

/**
 * What one person of the operator does alone: by default nothing that moves money. Tests about what moves then are not about who approved it;
 * those about the defaults have a world without.
 */
const aloneUpTo = { manual_posting_below: 50_000, hand_recording_up_to: 1_000_000 } as const;

async function letOneAct({ id: organizationId, rootId, users }: WorldOrganization): Promise<void> {
  const rows = Object.entries(aloneUpTo).map(([key, value]) => ({ key, value }));
  await database()
    .insert(schema.settings)
    .values(rows.map((row) => ({ ...row, organizationId, rootId, updatedBy: users.admin })));
}

/** An organization with an account and one user per role, plus a disabled one. */
export async function makeOrganization(options: OrganizationOptions): Promise<WorldOrganization> {
  const draft = draftOrganization(options);
  await insert([draft]);
  return draft.made;
}

/** A customer with an account, associated with `partner` from now on. */
export async function makeCustomer(
  partner: WorldOrganization,
  code: string,
  type: AssociationType,
  options: CustomerOptions = {},
): Promise<WorldCustomer> {
  const draft = draftCustomer(partner, code, type, options);
  await insert([draft]);
  return draft.made;
}

interface OrganizationOptions {
  code: string;
  kind: OrganizationKind;
  parent?: WorldOrganization;
}
interface CustomerOptions {
  frozen?: boolean;
  managerId?: Id<'user'>;
}

/** The rows of an organization that is not there yet. */
interface Draft {
  readonly made: WorldOrganization;
  readonly organization: PgInsertValue<typeof schema.organizations>;
  readonly users: readonly PgInsertValue<typeof schema.users>[];
  readonly customer?: PgInsertValue<typeof schema.customers>;
  readonly association?: PgInsertValue<typeof schema.associations>;
}

async function insert(drafts: readonly Draft[]): Promise<void> {
  const db = database();
  await db.insert(schema.organizations).values(drafts.map(({ organization }) => organization));
  await inTransaction(async (tx) => {
    for (const purpose of ['bank_clearing', 'funds'] as const) {
      const owners = drafts.filter(({ made }) => (made.kind === 'operator') === (purpose === 'bank_clearing'));
      const wanted = owners.map(({ made }) => ({ owner: made.id, subject: null }));
      if (wanted.length > 0) await openAccounts(tx, purpose, 'CNY', wanted);
    }
  });
  await db.insert(schema.users).values(drafts.flatMap(({ users }) => users));
  const customers = drafts.flatMap(({ customer }) => customer ?? []);
  if (customers.length > 0) await db.insert(schema.customers).values(customers);
  const associations = drafts.flatMap(({ association }) => association ?? []);
  if (associations.length > 0) await db.insert(schema.associations).values(associations);
}

function draftOrganization({ code, kind, parent }: OrganizationOptions) {
  const id = newId('organization');
  const rootId = parent?.rootId ?? id;
  const organization = {
    id,
    rootId,
    parentId: parent?.id ?? null,
    kind,
    name: canary(code, 'name'),
    nameEn: canary(code, 'name-en'),
    accountName: `${code}-${id.slice(-6)}`.toLowerCase(),
    mobile: '13800001234',
    email: `${code}@canary.example`.toLowerCase(),
  };
  const all = ['admin', 'finance', 'sales', 'viewer', 'disabled'] as const;
  const users = all.map((role) => ({
    id: newId('user'),
    organizationId: id,
    rootId,
    email: `${role}.${id.slice(-8)}@canary.example`,
    name: canary(code, `user-${role}`),
    roles: [role === 'disabled' ? ('admin' as const) : role],
    ...(role === 'disabled' ? { state: 'disabled' as const, disabledAt: sql`clock_timestamp()` } : {}),
  }));
  const ids = Object.fromEntries(all.map((role, at) => [role, users[at]?.id])) as WorldOrganization['users'];
  return { made: { code, id, rootId, kind, users: ids }, organization, users };
}

function draftCustomer(partner: WorldOrganization, code: string, type: AssociationType, options: CustomerOptions) {
  const { made, organization, users } = draftOrganization({ code, kind: 'customer' });
  const customerId = asKind('customer', made.id);
  const frozen = {
    state: 'frozen' as const,
    frozenAt: sql`clock_timestamp()`,
    frozenReason: canary(code, 'reason'),
  };
  const association = {
    id: newId('association'),
    organizationId: partner.id,
    rootId: partner.rootId,
    customerId,
    type,
    label: canary(code, 'label'),
    accountManagerId: options.managerId ?? null,
  };
  return {
    made: { ...made, customerId, partner },
    organization: options.frozen ? { ...organization, ...frozen } : organization,
    users,
    customer: { id: customerId, rootId: partner.rootId },
    association,
  };
}

/** An actor as the session door would make it for that person. */
export function actorOf(organization: WorldOrganization, role: Role = 'admin', changes: Partial<Actor> = {}): Actor {
  return {
    via: 'session',
    organizationId: organization.id,
    rootId: organization.rootId,
    kind: organization.kind,
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    roles: [role],
    readOnly: false,
    grants: null,
    userId: organization.users[role],
    sessionId: newId('session'),
    apiKeyId: null,
    codes: noCodes,
    address: '127.0.0.1',
    requestId: 'test',
    ...changes,
  };
}

let keys = 0;
/** A request key nobody used. */
export function freshKey(): string {
  keys += 1;
  return `test-key-${process.pid}-${keys}`;
}

/** Gives a partner at the top of a tree money the way it really comes: by a recorded bank transfer. */
export async function fund(
  world: { operator: WorldOrganization },
  partner: WorldOrganization,
  amount: string,
): Promise<void> {
  await recordTransfer(world, {
    organizationId: partner.id,
    amount,
    payerName: canary(partner.code, 'payer'),
    bankReference: `REF-${freshKey()}`,
    receivedOn: '2026-11-01',
    note: null,
  });
}

/** Records by hand what arrived at the bank, by two people where one may not alone. */
export async function recordTransfer(
  { operator }: { operator: WorldOrganization },
  wanted: Readonly<Record<'organizationId' | 'amount' | 'payerName' | 'bankReference' | 'receivedOn', string>> & {
    readonly note?: string | null;
  },
): Promise<Id<'bankTransfer'>> {
  const finance = actorOf(operator, 'finance');
  const alone = await recordBankTransfer(finance, freshKey(), wanted);
  if (alone.ok) return alone.id;
  if (alone.code !== 'hand_limit_exceeded') throw new Error(`funding failed: ${JSON.stringify(alone)}`);
  const proposed = await proposeBankTransfer(finance, freshKey(), wanted);
  if (!proposed.ok) throw new Error(`funding failed: ${JSON.stringify(proposed)}`);
  const approved = await approveBankTransfer(actorOf(operator, 'admin'), freshKey(), { proposalId: proposed.id });
  if (!approved.ok) throw new Error(`funding failed: ${JSON.stringify(approved)}`);
  const [made] = await database()
    .select({ id: schema.bankTransfers.id })
    .from(schema.bankTransfers)
    .where(eq(schema.bankTransfers.bankReference, wanted.bankReference));
  if (!made) throw new Error('an approved transfer is recorded');
  return made.id;
}

/** The balance of an organization's money, in minor units; its quotas and coupons have accounts of their own. */
export async function balanceOf(organization: { id: Id<'organization'> }): Promise<bigint> {
  const [row] = await database()
    .select({ debits: schema.ledgerBalances.debitsMinor, credits: schema.ledgerBalances.creditsMinor })
    .from(schema.ledgerBalances)
    .innerJoin(schema.ledgerAccounts, eq(schema.ledgerAccounts.id, schema.ledgerBalances.accountId))
    .where(sql`owner_id = ${uuidOf(organization.id)}::uuid and purpose in ('funds', 'bank_clearing')`);
  if (!row) throw new Error('no account');
  return row.credits - row.debits;
}
