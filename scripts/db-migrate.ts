// `npm run db:migrate`: brings the database up to date. The application's server never does this by itself.
import { migrate } from '@/db/migrate';
import { scrub } from '@/lib/log';

const applicationUrl = process.env['DATABASE_URL'];
const migrationUrl = process.env['DATABASE_MIGRATION_URL'];
const ownerUrl = migrationUrl ?? applicationUrl;

if (!ownerUrl) {
  console.error(
    'Set DATABASE_MIGRATION_URL (the role that owns the database) and DATABASE_URL (the application role).',
  );
  process.exit(2);
}
if (!migrationUrl) {
  console.error(
    'DATABASE_MIGRATION_URL is not set, so DATABASE_URL is used. The application then owns what it should only use: give each a role of its own.',
  );
}

try {
  const applied = await migrate(ownerUrl, userOf(applicationUrl));
  for (const name of applied) console.log(`applied ${name}`);
  console.log(
    applied.length === 0 ? 'The database is up to date.' : `The database is up to date: ${applied.length} applied.`,
  );
} catch (error) {
  console.error(`The database was not migrated: ${scrub(error instanceof Error ? error.message : String(error))}`);
  process.exit(1);
}

/** The role the application signs in as, which the migrations grant its rights to. */
function userOf(url: string | undefined): { applicationUser?: string } {
  const user = url && URL.canParse(url) ? decodeURIComponent(new URL(url).username) : '';
  return user ? { applicationUser: user } : {};
}
