// `node scripts/run.mjs scripts/x.ts …`: one of our programs, with dependencies installed and, unless DATABASE_URL names
// another, over the embedded database: the one `npm start` runs in this folder, else one started for the occasion.
import { setTimeout as pause } from 'node:timers/promises';
import { ownerOfFolder, ownSecrets, pgFolder, takeFolder } from './data-folder.mjs';
import { ensureDeps, ensureNode, root, say } from './ensure.mjs';

process.chdir(root);
ensureNode();
const args = process.argv.slice(2);
const [script] = args;
if (!script) {
  console.error('usage: node scripts/run.mjs scripts/<program>.ts [arguments]');
  process.exit(2);
}
followNpm();
const host = process.env.HOST || '127.0.0.1';
const environment = {
  ...process.env,
  NEXTAUTH_URL: process.env.NEXTAUTH_URL || `http://${host}:${process.env.PORT || '3000'}`,
};

if (process.env.DATABASE_URL) {
  ensureDeps();
  const { runScript } = await import('./embedded.mjs');
  process.exit(await runScript(args, { ...environment, ...ownSecrets() }));
}

const owner = takeFolder(`npm run (${script})`);
if (!owner) ensureDeps();
const { addressesOf, runScript } = await import('./embedded.mjs');
const { findPg, startPg } = await import('./pg.mjs');
Object.assign(environment, ownSecrets());

if (owner) {
  process.exit(await runScript(args, { ...environment, ...addressesOf(await serverOfOwner()) }));
}
const server = await startPg({ dataDir: pgFolder });
Object.assign(environment, addressesOf(server));
// A checkout whose server never ran has an empty database: the program would find no tables.
const migrated = script === 'scripts/db-migrate.ts' ? 0 : await runScript(['scripts/db-migrate.ts'], environment);
const code = migrated || (await runScript(args, environment));
await server.stop();
process.exit(code);

/** The owner may still be installing or building: wait for its database as long as it lives. */
async function serverOfOwner() {
  for (let told = false; ; told = true) {
    const found = await findPg({ dataDir: pgFolder });
    if (found) return found;
    const { pid, what } = ownerOfFolder() ?? {};
    if (!pid) {
      console.error('The server of this folder stopped. Try again.');
      process.exit(1);
    }
    if (!told) say(`waiting for the database of ${what}, pid ${pid}`);
    await pause(500);
  }
}

/** npm runs scripts under a shell: SIGTERM to npm ends the shell and leaves this process. So it follows its parent, and its program does. */
function followNpm() {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event || parent === 1) return;
  setInterval(() => process.ppid !== parent && process.emit('SIGTERM'), 500).unref();
}
