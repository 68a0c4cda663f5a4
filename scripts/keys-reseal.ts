// `npm run keys:reseal`: seals every stored secret again under the first key of KEY_ENCRYPTION_KEY. To replace the key: put the new one first,
// start every process anew, run this, take the old one away. It can be broken off and run again.
import { connectDatabase, useDatabase } from '@/db/client';
import { resealSecrets } from '@/domain/operations/reseal-secrets';
import { env } from '@/lib/env';
import { scrub } from '@/lib/log';

try {
  const handle = connectDatabase(env().DATABASE_URL, { max: 1 });
  useDatabase(handle);
  const columns = await resealSecrets().finally(() => handle.close());
  for (const { place, resealed, current, unreadable } of columns)
    console.log(`${place}: ${resealed} sealed again, ${current} were already, ${unreadable} cannot be opened`);
  process.exitCode = columns.every(({ unreadable }) => unreadable === 0) ? 0 : 1;
} catch (error) {
  console.error(`Not everything was sealed again: ${scrub(error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 2;
}
