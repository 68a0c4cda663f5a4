// `npm run ledger:verify`: counts what breaks each promise of the books. Every number must be 0.

import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { schema } from '@/db/client';
import { verifyLedger } from '@/domain/ledger/oracles';
import { countWrongMonths } from '@/domain/statements/verify-months';
import { scrub } from '@/lib/log';

const url = process.env['DATABASE_URL'];
if (!url) {
  console.error('Set DATABASE_URL.');
  process.exit(2);
}

// A connection of its own without the limits of a request: a full proof of large books takes its time.
const client = new pg.Client({ connectionString: url, application_name: 'partner-center-verify' });
try {
  await client.connect();
  // All numbers are of one moment, also while the application goes on working.
  await client.query('begin isolation level repeatable read read only');
  const db = drizzle(client, { schema, casing: 'snake_case' });
  const counts = { ...(await verifyLedger(db)), month_chain_broken: await countWrongMonths(db) };
  for (const [name, count] of Object.entries(counts)) console.log(`${name}: ${count}`);
  process.exitCode = Object.values(counts).every((count) => count === 0) ? 0 : 1;
} catch (error) {
  console.error(`The books could not be read: ${scrub(error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 2;
} finally {
  await client.end().catch(() => {});
}
