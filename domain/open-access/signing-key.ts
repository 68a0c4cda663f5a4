import { eq, isNull, sql } from 'drizzle-orm';
import { generate } from 'selfsigned';
import { database, schema } from '@/db/client';
import { keyRing } from '@/domain/identity/key-ring';
import { type Id, newId, uuidOf } from '@/lib/id';
import { openSecret, type SecretPlace, sealSecret } from '@/lib/secret-box';

const { organizations, signingKeys } = schema;

/** What the platform signs with, both as PEM. */
export interface SigningKey {
  readonly id: Id<'signingKey'>;
  readonly certificate: string;
  /** PKCS #8. Never leaves the process. */
  readonly privateKey: string;
}

/** Where the private half of a signing key is sealed for. */
export const signingKeyPlaceOf = (id: Id<'signingKey'>): SecretPlace => ({
  table: 'signing_keys',
  id: uuidOf(id),
  column: 'sealed_private_key',
});

const validDays = 3650;

/**
 * The key the platform signs with as service provider: results of associations, the state of callbacks. Partners check it by the certificate
 * in our metadata.
 *
 * Made by the first who needs it. Of several at once the database's index on the one key in force lets one in, and all take that one.
 */
export async function currentSigningKey(): Promise<SigningKey> {
  const found = await readCurrent();
  if (found) return found;
  await makeSigningKey();
  const made = await readCurrent();
  if (!made) throw new Error('There is no operator yet whose key would sign');
  return made;
}

async function readCurrent(): Promise<SigningKey | undefined> {
  const [row] = await database()
    .select({ id: signingKeys.id, certificate: signingKeys.certificate, sealed: signingKeys.sealedPrivateKey })
    .from(signingKeys)
    .where(isNull(signingKeys.retiredAt));
  if (!row) return undefined;
  const { id, certificate, sealed } = row;
  return { id, certificate, privateKey: openSecret(sealed, signingKeyPlaceOf(id), keyRing()) };
}

async function makeSigningKey(): Promise<void> {
  const [operator] = await database()
    .select({
      id: organizations.id,
      rootId: organizations.rootId,
      now: sql<Date>`clock_timestamp()`.mapWith(signingKeys.createdAt),
      until: sql<Date>`clock_timestamp() + make_interval(days => ${validDays})`.mapWith(signingKeys.notAfter),
    })
    .from(organizations)
    .where(eq(organizations.kind, 'operator'));
  if (!operator) return;
  const made = await generate([{ name: 'commonName', value: 'Partner Center' }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: operator.now,
    notAfterDate: operator.until,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
    ],
  });
  const id = newId('signingKey');
  await database()
    .insert(signingKeys)
    .values({
      id,
      organizationId: operator.id,
      rootId: operator.rootId,
      certificate: made.cert,
      sealedPrivateKey: sealSecret(made.private, signingKeyPlaceOf(id), keyRing()),
      notAfter: operator.until,
    })
    .onConflictDoNothing();
}
