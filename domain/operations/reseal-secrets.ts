import { sql } from 'drizzle-orm';
import { secretPlaceOf } from '@/domain/identity/api-credentials';
import { keyRing } from '@/domain/identity/key-ring';
import { inJob } from '@/domain/job';
import { bucketSecretPlaceOf } from '@/domain/open-access/bucket-secret';
import { signingKeyPlaceOf } from '@/domain/open-access/signing-key';
import { secretPlace } from '@/domain/webhooks/webhook-secret';
import { idFromUuid } from '@/lib/id';
import { log } from '@/lib/log';
import { needsResealing, openSecret, type SecretPlace, sealSecret } from '@/lib/secret-box';

/** A column of sealed values, the key of its rows, and the place that the value of a row is bound to: of whoever seals it, never said anew here. */
interface SealedColumn {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly placeOf: (uuid: string) => SecretPlace;
}

/** Every column that holds sealed values. @source lib/secret-box.ts */
const sealedColumns: readonly SealedColumn[] = [
  {
    ...{ table: 'api_keys', key: 'id', column: 'sealed_secret' },
    placeOf: (uuid) => secretPlaceOf(idFromUuid('apiKey', uuid)),
  },
  {
    ...{ table: 'webhook_secrets', key: 'id', column: 'sealed_secret' },
    placeOf: (uuid) => secretPlace(idFromUuid('webhookSecret', uuid)),
  },
  {
    ...{ table: 'signing_keys', key: 'id', column: 'sealed_private_key' },
    placeOf: (uuid) => signingKeyPlaceOf(idFromUuid('signingKey', uuid)),
  },
  {
    ...{ table: 'access_configurations', key: 'organization_id', column: 'sealed_bucket_secret' },
    placeOf: (uuid) => bucketSecretPlaceOf(idFromUuid('organization', uuid)),
  },
];

/** What became of a column: how many values were sealed again, were under the present key already, and could not be opened. */
export interface Resealed {
  readonly place: string;
  readonly resealed: number;
  readonly current: number;
  readonly unreadable: number;
}

const rowsPerStep = 200;

/**
 * Seals every value again under the first key of KEY_ENCRYPTION_KEY, so that the others can be taken away.
 *
 * A few hundred rows a transaction, in the order of their ids: broken off, it finds what is left when it runs again, and two at once share
 * nothing but their waiting. What it reads is locked, so that a value somebody replaces meanwhile is not put back. Who opens a value while it
 * is sealed again opens the one or the other; both keys open.
 *
 * @source design/decisions.md 16, quality/acceptance.md S5, S7
 */
export async function resealSecrets(): Promise<Resealed[]> {
  const done: Resealed[] = [];
  for (const place of sealedColumns) done.push(await resealColumn(place));
  return done;
}

async function resealColumn(place: SealedColumn): Promise<Resealed> {
  const total = { resealed: 0, current: 0, unreadable: 0 };
  let after: string | null = null;
  do {
    const step = await resealNext(place, after);
    total.resealed += step.resealed;
    total.current += step.current;
    total.unreadable += step.unreadable;
    after = step.last;
  } while (after !== null);
  return { place: `${place.table}.${place.column}`, ...total };
}

/** One transaction: the rows that come after `after`. `last` is null when there are no more. */
function resealNext({ table, key, column, placeOf }: SealedColumn, after: string | null) {
  const [tableName, keyName, columnName] = [sql.identifier(table), sql.identifier(key), sql.identifier(column)];
  return inJob(async (tx) => {
    const { rows } = await tx.execute<{ id: string; box: string }>(
      sql`select ${keyName}::text as id, ${columnName} as box from ${tableName}
        where ${columnName} is not null and (${after}::uuid is null or ${keyName} > ${after}::uuid)
        order by ${keyName} limit ${rowsPerStep} for no key update`,
    );
    const step = { resealed: 0, current: 0, unreadable: 0, last: rows.at(-1)?.id ?? null };
    for (const row of rows) {
      const { state, box } = sealedAgain(row.box, placeOf(row.id));
      step[state] += 1;
      if (state === 'resealed')
        await tx.execute(sql`update ${tableName} set ${columnName} = ${box} where ${keyName} = ${row.id}::uuid`);
    }
    return step;
  });
}

/** The value under the present key. What cannot be opened stays as it is: the key it needs may come back. */
function sealedAgain(box: string, place: SecretPlace): { state: 'resealed' | 'current' | 'unreadable'; box: string } {
  if (!needsResealing(box, keyRing())) return { state: 'current', box };
  try {
    return { state: 'resealed', box: sealSecret(openSecret(box, place, keyRing()), place, keyRing()) };
  } catch (error) {
    log.error({ err: error, ...place }, 'secret cannot be opened');
    return { state: 'unreadable', box };
  }
}
