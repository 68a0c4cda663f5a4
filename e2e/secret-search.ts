import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

/** A secret that was planted, and what it is called where it is found. */
export interface Planted {
  readonly name: string;
  readonly secret: string;
}

/**
 * A secret in the ways in which it could stand somewhere without being encrypted: as it is, in base64 (also of its own bytes, where it is
 * base64 itself), in hexadecimal, in an address, and backwards. Base64 of something longer around it is out of reach of a search.
 */
function formsOf({ secret }: Planted): string[] {
  const bytes = [Buffer.from(secret, 'utf8')];
  const inner = /^whsec_(.+)$/.exec(secret)?.[1];
  if (inner) bytes.push(Buffer.from(inner, 'utf8'), Buffer.from(inner, 'base64'));
  const forms = bytes.flatMap((one) => [
    ...[one.toString('base64').replace(/=+$/, ''), one.toString('base64url'), one.toString('hex')],
    one.toString('hex').toUpperCase(),
  ]);
  const reversed = [...secret].toReversed().join('');
  return [...new Set([secret, ...(inner ? [inner] : []), encodeURIComponent(secret), reversed, ...forms])];
}

/** What of it stands in a text, in clear: the name and the form of each. */
export const foundIn = (text: string, planted: readonly Planted[]): string[] =>
  planted.flatMap((one) =>
    formsOf(one).flatMap((form, place) => (text.includes(form) ? [`${one.name}, form ${place}`] : [])),
  );

/** Every row of every table as text, as a dump has it: the name of the table and its rows. Read by the superuser, past every grant. */
export async function dumpTables(superUrl: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace
        where relkind in ('r', 'm') and nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_toast' order by 1`,
    );
    const dump = new Map<string, string>();
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      dump.set(name, rows.map(({ row }) => row).join('\n'));
    }
    return dump;
  } finally {
    await client.end();
  }
}

/** The files of the database as they lie on the disk after a checkpoint, rows that are dead by now and the log of changes among them. */
export async function foundInFiles(superUrl: string, planted: readonly Planted[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  const { rows } = await client.query<{ folder: string }>(
    `select setting as folder from pg_settings where name = 'data_directory'`,
  );
  await client.query('checkpoint');
  await client.end();
  const folder = rows[0]?.folder ?? '';
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of files) found.push(...(await foundInFile(path.join(parentPath, name), planted)));
  return found;
}

async function foundInFile(file: string, planted: readonly Planted[]): Promise<string[]> {
  const found = new Set<string>();
  let tail = '';
  // As single bytes: every planted secret is of those.
  for await (const part of createReadStream(file, { encoding: 'latin1', highWaterMark: 1 << 20 })) {
    const text = `${tail}${part}`;
    for (const one of foundIn(text, planted))
      found.add(`${one} in ${path.basename(path.dirname(file))}/${path.basename(file)}`);
    tail = text.slice(-200);
  }
  return [...found];
}
