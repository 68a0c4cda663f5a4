import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { type Actor, noCodes } from '@/domain/actor';
import { newSignInLink } from '@/domain/identity/sign-in-links';
import { openAccount } from '@/domain/ledger/post';
import { keepTrail } from '@/domain/trail';
import { type Id, newId } from '@/lib/id';

/** Where an operator's admin signs in for the first time, and what had to be made for that. */
interface OperatorAccess {
  readonly link: string;
  readonly madeOrganization: boolean;
  readonly madeUser: boolean;
}

/**
 * Lets a first admin of the operator in, for whoever has the server's command line: makes the operator's organization and the user when
 * they are absent, and in any case a fresh one-time sign-in link. Also the way back in when every password is lost.
 *
 * @param person.email lower case, as `emailAddress` reads it
 * @returns undefined when the address belongs to a user who is not an active admin of the operator
 * @source design/decisions.md 34
 */
export async function admitOperator(
  tx: Transaction,
  person: { email: string; name: string; organizationName: string },
): Promise<OperatorAccess | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(7021003)`);
  const { users, organizations } = schema;
  const [organization] = await tx.select().from(organizations).where(eq(organizations.kind, 'operator')).limit(1);
  const [user] = await tx.select().from(users).where(eq(users.email, person.email));
  const isAdmin = user?.organizationId === organization?.id && user?.state === 'active' && user.roles.includes('admin');
  if (user && !isAdmin) return undefined;
  const operatorId = organization?.id ?? (await makeOperator(tx, person.organizationName));
  const userId = user?.id ?? (await makeAdmin(tx, operatorId, person));
  const link = await newSignInLink(tx, { id: userId, organizationId: operatorId, rootId: operatorId });
  await keepTrail(tx, systemOf(operatorId), { action: 'operator.admit', subjectId: userId, detail: {} }, []);
  return { link, madeOrganization: !organization, madeUser: !user };
}

async function makeOperator(tx: Transaction, name: string): Promise<Id<'organization'>> {
  const id = newId('organization');
  await tx.insert(schema.organizations).values({ id, rootId: id, kind: 'operator', name, accountName: 'operator' });
  await openAccount(tx, id, 'bank_clearing', 'CNY');
  return id;
}

async function makeAdmin(
  tx: Transaction,
  operatorId: Id<'organization'>,
  { email, name }: { email: string; name: string },
): Promise<Id<'user'>> {
  const id = newId('user');
  await tx
    .insert(schema.users)
    .values({ id, organizationId: operatorId, rootId: operatorId, email, name, roles: ['admin'] });
  return id;
}

const systemOf = (operatorId: Id<'organization'>): Actor => ({
  ...{ via: 'system', organizationId: operatorId, rootId: operatorId, kind: 'operator', currency: 'CNY' },
  ...{ timeZone: 'Asia/Shanghai', roles: ['admin'], readOnly: false, grants: null },
  ...{ userId: null, sessionId: null, apiKeyId: null, codes: noCodes, address: null, requestId: null },
});
