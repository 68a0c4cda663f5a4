import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import { asKind, type Id } from '@/lib/id';
import type { AssociationType } from './model';

const { associations, consents, customerContacts, organizations, users } = schema;

/** Somebody a customer may turn to. */
export interface Contact {
  readonly id: Id<'customerContact'>;
  readonly name: string;
  readonly position: string | null;
  readonly mobile: string | null;
  readonly email: string | null;
}

/** What a customer agreed to when it joined. */
export interface Consent {
  readonly id: Id<'consent'>;
  readonly document: 'user_agreement' | 'privacy_statement' | 'partner_notice' | 'association_terms';
  readonly version: string;
  readonly language: 'zh-CN' | 'en';
  readonly agreedAt: Date;
}

/** The partner a customer has now, as the customer may see it. */
export interface OwnPartner {
  readonly name: string;
  readonly nameEn: string | null;
  readonly kind: 'distributor' | 'reseller' | 'solution_provider' | 'subsidised_partner' | 'operator' | 'customer';
  readonly type: AssociationType;
  readonly since: Date;
  readonly contacts: readonly Contact[];
  /** Shown in place of contacts where there are none. */
  readonly administrator: { readonly name: string; readonly email: string } | null;
  readonly consents: readonly Consent[];
}

/** The partner of the customer that reads; undefined when it has none. @source spec/01 §1.7, spec/02 §2.3 */
export async function findOwnPartner(scope: ReadScope): Promise<OwnPartner | undefined> {
  const customerId = asKind('customer', scope.organizationId);
  const [row] = await database()
    .select({
      id: organizations.id,
      name: organizations.name,
      nameEn: organizations.nameEn,
      kind: organizations.kind,
      type: associations.type,
      since: associations.associatedAt,
    })
    .from(associations)
    .innerJoin(organizations, eq(organizations.id, associations.organizationId))
    .where(and(eq(associations.customerId, customerId), isNull(associations.endedAt)));
  if (!row) return undefined;
  const { id, ...partner } = row;
  const [contacts, administrator, agreed] = await Promise.all([
    contactsOf(id),
    administratorOf(id),
    consentsOf(scope, id),
  ]);
  return { ...partner, contacts, administrator: contacts.length > 0 ? null : administrator, consents: agreed };
}

/** The contacts the reader's own organization shows to its customers, the oldest first, and how many there may be. */
export async function listOwnContacts(scope: ReadScope): Promise<{ contacts: Contact[]; max: number }> {
  const [contacts, settings] = await Promise.all([contactsOf(scope.organizationId), readSettings(database())]);
  return { contacts, max: settings.contacts_max };
}

/** One of them; undefined for any other, just as for an id that names nothing. */
export async function findOwnContact(scope: ReadScope, id: Id<'customerContact'>): Promise<Contact | undefined> {
  return (await contactsOf(scope.organizationId)).find((contact) => contact.id === id);
}

const contactsOf = (partnerId: Id<'organization'>): Promise<Contact[]> =>
  database()
    .select({
      id: customerContacts.id,
      name: customerContacts.name,
      position: customerContacts.position,
      mobile: customerContacts.mobile,
      email: customerContacts.email,
    })
    .from(customerContacts)
    .where(eq(customerContacts.organizationId, partnerId))
    .orderBy(asc(customerContacts.createdAt), asc(customerContacts.id));

/** The administrator who has been there longest. */
async function administratorOf(partnerId: Id<'organization'>) {
  const [row] = await database()
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(and(eq(users.organizationId, partnerId), eq(users.state, 'active'), sql`'admin' = any(${users.roles})`))
    .orderBy(asc(users.createdAt), asc(users.id))
    .limit(1);
  return row ?? null;
}

/** What was agreed to towards this partner, the newest first: a switch of the type asks for nothing new. */
const consentsOf = (scope: ReadScope, partnerId: Id<'organization'>): Promise<Consent[]> =>
  database()
    .select({
      id: consents.id,
      document: consents.document,
      version: consents.version,
      language: consents.language,
      agreedAt: consents.agreedAt,
    })
    .from(consents)
    .where(and(eq(consents.organizationId, scope.organizationId), eq(consents.partnerId, partnerId)))
    .orderBy(desc(consents.agreedAt), desc(consents.id))
    .limit(50);
