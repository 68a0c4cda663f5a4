import { eq, sql } from 'drizzle-orm';
import { type Database, database, inTransaction, schema } from '@/db/client';
import type { AssociationType, OrganizationKind, Role } from '@/db/schema/identity';
import { type Actor, noCodes } from '@/domain/actor';
import { openAccount } from '@/domain/ledger/post';
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
 */
export async function seedWorld() {
  const operator = await makeOrganization({ code: 'V', kind: 'operator' });
  await letOneAct(operator);
  const d1 = await makeOrganization({ code: 'D1', kind: 'distributor' });
  const d2 = await makeOrganization({ code: 'D2', kind: 'distributor' });
  const r1a = await makeOrganization({ code: 'R1a', kind: 'reseller', parent: d1 });
  const r1b = await makeOrganization({ code: 'R1b', kind: 'reseller', parent: d1 });
  const r2a = await makeOrganization({ code: 'R2a', kind: 'reseller', parent: d2 });
  const s1 = await makeOrganization({ code: 'S1', kind: 'solution_provider' });
  const s2 = await makeOrganization({ code: 'S2', kind: 'solution_provider' });
  const g1 = await makeOrganization({ code: 'G1', kind: 'subsidised_partner' });
  const partners = { d1, d2, r1a, r1b, r2a, s1, s2, g1 };
  const customers = await Promise.all(Object.values(partners).map(customersOf));
  return {
    operator,
    ...partners,
    customers: Object.fromEntries(customers.map((four) => [four.one.partner.code, four])) as Record<string, Four>,
  };
}
export type World = Awaited<ReturnType<typeof seedWorld>>;
type Four = Awaited<ReturnType<typeof customersOf>>;

async function customersOf(partner: WorldOrganization) {
  return {
    one: await makeCustomer(partner, `${partner.code}-1`, 'resale'),
    two: await makeCustomer(partner, `${partner.code}-2`, 'resale'),
    referral: await makeCustomer(partner, `${partner.code}-ref`, 'referral'),
    frozen: await makeCustomer(partner, `${partner.code}-frz`, 'resale', { frozen: true }),
  };
}

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
export async function makeOrganization(options: {
  code: string;
  kind: OrganizationKind;
  parent?: WorldOrganization;
}): Promise<WorldOrganization> {
  const { code, kind, parent } = options;
  const id = newId('organization');
  const rootId = parent?.rootId ?? id;
  const db = database();
  await db.insert(schema.organizations).values({
    id,
    rootId,
    parentId: parent?.id ?? null,
    kind,
    name: canary(code, 'name'),
    nameEn: canary(code, 'name-en'),
    accountName: `${code}-${id.slice(-6)}`.toLowerCase(),
    mobile: '13800001234',
    email: `${code}@canary.example`.toLowerCase(),
  });
  await inTransaction((tx) => openAccount(tx, id, kind === 'operator' ? 'bank_clearing' : 'funds', 'CNY'));
  const roles = ['admin', 'finance', 'sales', 'viewer'] as const;
  const users = await Promise.all(
    [...roles, 'disabled' as const].map((role) => makeUser(db, { id, rootId, code, role })),
  );
  return { code, id, rootId, kind, users: Object.fromEntries(users) as WorldOrganization['users'] };
}

async function makeUser(
  db: Database,
  of: { id: Id<'organization'>; rootId: Id<'organization'>; code: string; role: Role | 'disabled' },
) {
  const id = newId('user');
  await db.insert(schema.users).values({
    id,
    organizationId: of.id,
    rootId: of.rootId,
    email: `${of.role}.${of.id.slice(-8)}@canary.example`,
    name: canary(of.code, `user-${of.role}`),
    roles: [of.role === 'disabled' ? 'admin' : of.role],
    ...(of.role === 'disabled' ? { state: 'disabled' as const, disabledAt: sql`clock_timestamp()` } : {}),
  });
  return [of.role, id] as const;
}

/** A customer with an account, associated with `partner` from now on. */
export async function makeCustomer(
  partner: WorldOrganization,
  code: string,
  type: AssociationType,
  options: { frozen?: boolean; managerId?: Id<'user'> } = {},
): Promise<WorldCustomer> {
  const made = await makeOrganization({ code, kind: 'customer' });
  const customerId = asKind('customer', made.id);
  const db = database();
  await db.insert(schema.customers).values({ id: customerId, rootId: partner.rootId });
  await db.insert(schema.associations).values({
    id: newId('association'),
    organizationId: partner.id,
    rootId: partner.rootId,
    customerId,
    type,
    label: canary(code, 'label'),
    accountManagerId: options.managerId ?? null,
  });
  if (options.frozen) {
    await db
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()`, frozenReason: canary(code, 'reason') })
      .where(eq(schema.organizations.id, made.id));
  }
  return { ...made, customerId, partner };
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

/** Gives a partner at the top of a tree money the way it really comes: by a recorded bank transfer, of two people where one may not alone. */
export async function fund(
  world: { operator: WorldOrganization },
  partner: WorldOrganization,
  amount: string,
): Promise<void> {
  const finance = actorOf(world.operator, 'finance');
  const wanted = {
    organizationId: partner.id,
    amount,
    payerName: canary(partner.code, 'payer'),
    bankReference: `REF-${freshKey()}`,
    receivedOn: '2026-11-01',
    note: null,
  };
  const alone = await recordBankTransfer(finance, freshKey(), wanted);
  const outcome = !alone.ok && alone.code === 'hand_limit_exceeded' ? await byTwo() : alone;
  if (!outcome.ok) throw new Error(`funding failed: ${outcome.code} ${JSON.stringify(outcome.fields)}`);

  async function byTwo() {
    const proposed = await proposeBankTransfer(finance, freshKey(), wanted);
    if (!proposed.ok) return proposed;
    return approveBankTransfer(actorOf(world.operator, 'admin'), freshKey(), { proposalId: proposed.id });
  }
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
