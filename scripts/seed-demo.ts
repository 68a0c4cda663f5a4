// `npm run seed:demo`: puts the demo world (spec/demo-world.md) into an empty, migrated database.
import { hash } from '@node-rs/argon2';
import { demoPassword } from '@/db/seed/demo-organizations';
import { seedDemoWorld } from '@/db/seed/demo-world';
import { scrub } from '@/lib/log';
import { readKeyRing } from '@/lib/secret-box';

const ownerUrl = process.env['DATABASE_MIGRATION_URL'] ?? process.env['DATABASE_URL'];
const keys = process.env['KEY_ENCRYPTION_KEY'];
if (!ownerUrl || !keys) {
  console.error('Set DATABASE_MIGRATION_URL (the role that owns the database) and KEY_ENCRYPTION_KEY.');
  process.exit(2);
}

const startedAt = performance.now();
try {
  // One hash for everybody: the demo password is no secret, and one costs as much time as all of the rest.
  const passwordHash = await hash(demoPassword);
  const outcome = await seedDemoWorld(ownerUrl, { passwordHash, keyRing: readKeyRing(keys), now: new Date() });
  if (outcome === 'occupied') {
    console.error('The database holds organizations which are not the demo world. Nothing was changed.');
    process.exit(1);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    outcome === 'present' ? 'The demo world is there already.' : `The demo world is there, after ${seconds} s.`,
  );
} catch (error) {
  console.error(`The demo world was not made: ${scrub(error instanceof Error ? error.message : String(error))}`);
  process.exit(1);
}
