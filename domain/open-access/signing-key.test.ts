import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { seedWorld } from '@/tests/world';
import { currentSigningKey } from './signing-key';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());

describe('the key the platform signs with', () => {
  it('is wanted in vain before there is an operator', async () => {
    await expect(currentSigningKey()).rejects.toThrow('no operator');
  });

  it('is made once by whoever needs it first, were they many, and sealed', async () => {
    const { operator } = await seedWorld();
    const keys = await Promise.all(Array.from({ length: 4 }, currentSigningKey));
    const again = await currentSigningKey();
    expect(new Set([...keys, again].map(({ certificate, privateKey }) => certificate + privateKey)).size).toBe(1);
    const rows = await database().select().from(schema.signingKeys);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.organizationId).toBe(operator.id);
    expect(JSON.stringify(rows)).not.toContain('PRIVATE KEY');
  });

  it('signs what its certificate verifies, for ten years, and certifies nobody else', async () => {
    const { certificate, privateKey } = await currentSigningKey();
    const x509 = new X509Certificate(certificate);
    const message = Buffer.from('a result');
    const signature = sign('RSA-SHA256', message, createPrivateKey(privateKey));
    expect(verify('RSA-SHA256', message, x509.publicKey, signature)).toBe(true);
    expect(verify('RSA-SHA256', Buffer.from('another'), x509.publicKey, signature)).toBe(false);
    expect(x509.ca).toBe(false);
    expect(x509.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    const { rows } = await database().execute<{ years: boolean }>(sql`
      select not_after > clock_timestamp() + interval '9 years' as years from signing_keys`);
    expect(rows).toEqual([{ years: true }]);
    expect(Date.parse(x509.validTo) - Date.parse(x509.validFrom)).toBeGreaterThan(9 * 365 * 86_400_000);
  });
});
