import pg from 'pg';

/**
 * Waits until no other test moves the money of that partner of the demo world, and keeps others from it until the returned function is called.
 * For tests that say to the fen what it has: files run beside each other.
 */
export async function holdPartner(code: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: process.env['E2E_SUPER_URL'] });
  await client.connect();
  await client.query('select pg_advisory_lock(7021099, hashtext($1))', [code]);
  return () => client.end();
}
