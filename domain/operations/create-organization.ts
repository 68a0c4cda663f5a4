import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { type CreateOrganization, createOrganizationInput, partnerKinds } from '@/domain/identity/organization-input';
import { newSignInLink } from '@/domain/identity/sign-in-links';
import { openAccount } from '@/domain/ledger/post';
import { asKind, type Id, newId } from '@/lib/id';

const { organizations, users, customers, associations } = schema;

/** What a new organization hangs on: a reseller on its distributor, a customer on its partner. */
interface Anchor {
  readonly id: Id<'organization'>;
  readonly rootId: Id<'organization'>;
}

/**
 * Makes a partner or a customer that can work at once: the organization, its ledger account, its first administrator and the one-time
 * link by which that person signs in. The link is shown this once.
 *
 * @source design/decisions.md 34, spec/00 §0.1
 */
export const createOrganization = command({
  name: 'organizations.create',
  permission: 'organizations.create',
  returns: 'organization',
  input: createOrganizationInput,
  refusals: ['organization_not_found', 'account_name_taken', 'email_taken'],
  constraints: { organizations_account_name_key: 'account_name_taken', users_email_key: 'email_taken' },
  async run({ tx, actor, newId: id, refuse }, input) {
    const field = input.kind === 'reseller' ? 'parentId' : 'partnerId';
    const anchor = await holdAnchor(tx, input);
    if (anchor === 'missing') return refuse('organization_not_found', { [field]: 'not_found' });
    if (await isAccountNameTaken(tx, input.accountName))
      return refuse('account_name_taken', { accountName: 'account_name_taken' });
    if (await isEmailTaken(tx, input.adminEmail)) return refuse('email_taken', { adminEmail: 'email_taken' });

    const rootId = input.kind === 'reseller' && anchor ? anchor.rootId : id;
    await insertOrganization(tx, actor, { id, rootId }, input);
    await openAccount(tx, id, 'funds', actor.currency);
    if (anchor && input.associationType) await associate(tx, id, anchor, input.associationType);
    const user = { id: newId('user'), organizationId: id, rootId };
    await tx.insert(users).values({
      ...user,
      email: input.adminEmail,
      name: input.adminName,
      roles: ['admin'],
      language: input.adminLanguage,
    });
    return {
      id,
      audit: { detail: { kind: input.kind, under: anchor?.id ?? null, association: input.associationType } },
      events: [{ kind: 'organization.created', organizationId: id, rootId, subjectId: id, payload: { id } }],
      once: await newSignInLink(tx, user),
    };
  },
});

/** Shared lock, so that what the new one hangs on does not change its place meanwhile. */
async function holdAnchor(tx: Transaction, input: CreateOrganization): Promise<Anchor | undefined | 'missing'> {
  const anchorId = input.parentId ?? input.partnerId;
  if (anchorId === null) return undefined;
  const [row] = await tx
    .select({ id: organizations.id, rootId: organizations.rootId, kind: organizations.kind })
    .from(organizations)
    .where(eq(organizations.id, anchorId))
    .for('share');
  const wanted: readonly OrganizationKind[] = input.kind === 'reseller' ? ['distributor'] : partnerKinds;
  return row && wanted.includes(row.kind) ? row : 'missing';
}

async function isAccountNameTaken(tx: Transaction, accountName: string): Promise<boolean> {
  return (await tx.$count(organizations, eq(sql`lower(${organizations.accountName})`, sql`lower(${accountName})`))) > 0;
}

async function isEmailTaken(tx: Transaction, email: string): Promise<boolean> {
  return (await tx.$count(users, eq(users.email, email))) > 0;
}

/** Counts in the operator's currency and lives in its time zone. */
async function insertOrganization(
  tx: Transaction,
  { currency, timeZone }: Actor,
  ids: Anchor,
  input: CreateOrganization,
): Promise<void> {
  await tx.insert(organizations).values({
    ...ids,
    parentId: input.parentId,
    kind: input.kind,
    name: input.name,
    nameEn: input.nameEn,
    accountName: input.accountName,
    mobile: input.mobile,
    email: input.email,
    // A distributor's right to develop customers is granted to it apart. @source spec/01 §1.4
    developsCustomers: input.kind !== 'distributor',
    currency,
    timeZone,
  });
}

async function associate(
  tx: Transaction,
  organizationId: Id<'organization'>,
  partner: Anchor,
  type: 'resale' | 'referral',
): Promise<void> {
  const customerId = asKind('customer', organizationId);
  await tx.insert(customers).values({ id: customerId, rootId: partner.rootId });
  await tx
    .insert(associations)
    .values({ id: newId('association'), organizationId: partner.id, rootId: partner.rootId, customerId, type });
}
