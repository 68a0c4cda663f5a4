// `npm run operator:create -- --email you@example.com [--name …] [--organization …]`: the first sign-in of a new
// installation. Prints a one-time link; no default password exists.
import { parseArgs } from 'node:util';
import { connectDatabase, inTransaction, useDatabase } from '@/db/client';
import { admitOperator } from '@/domain/operations/first-operator';
import { env } from '@/lib/env';
import { scrub } from '@/lib/log';
import { emailAddress, plainText } from '@/lib/text';

const usage = 'npm run operator:create -- --email you@example.com [--name "Your name"] [--organization "Your company"]';

try {
  process.exitCode = await run();
} catch (error) {
  console.error(`No operator was made: ${scrub(error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 1;
}

async function run(): Promise<number> {
  const person = readArguments();
  if (!person) {
    console.error(`usage: ${usage}`);
    return 2;
  }
  const handle = connectDatabase(env().DATABASE_URL, { max: 1 });
  useDatabase(handle);
  const access = await inTransaction((tx) => admitOperator(tx, person)).finally(() => handle.close());
  if (!access) {
    console.error(`${person.email} is not an active admin of the operator. Nothing was changed.`);
    return 1;
  }
  if (access.madeOrganization) console.error(`The operator's organization was created: ${person.organizationName}`);
  console.error(
    access.madeUser ? `An admin was created: ${person.email}` : `${person.email} exists; earlier links no longer work`,
  );
  console.error('Open this once to sign in and choose a password:');
  console.log(access.link);
  return 0;
}

function readArguments(): { email: string; name: string; organizationName: string } | undefined {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ options: { email: text, name: text, organization: text } });
    const email = emailAddress.parse(values.email);
    const name = plainText(128).parse(values.name ?? email.slice(0, email.indexOf('@')));
    const organizationName = plainText(128).parse(
      values.organization ?? (process.env['BRAND_NAME'] || 'Partner Center'),
    );
    return { email, name, organizationName };
  } catch {
    return undefined;
  }
}
