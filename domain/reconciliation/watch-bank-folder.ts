import { eq } from 'drizzle-orm';
import { database, schema, violatedConstraint } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { inJob, job, jobActor } from '@/domain/job';
import { isOutage } from '@/domain/outage';
import { keepTrail } from '@/domain/trail';
import { env } from '@/lib/env';
import { type Id, newId } from '@/lib/id';
import { log } from '@/lib/log';
import { profileOfFileName } from './profile-choice';
import { type NotTaken, storeBankFile } from './store-bank-file';
import { claimedIn, claimFile, contentOf, filesIn, putAway } from './watched-folder';

/** A claim that has been seen for so long belongs to a process that is gone. */
const claimStaleMs = 60_000;

/** What earlier looks saw: a file that looks the same twice is not being written any more; a claim is old that has been there for long. */
export interface Looks {
  stamps: ReadonlyMap<string, string>;
  claims: ReadonlyMap<string, number>;
}

const looks: Looks = { stamps: new Map(), claims: new Map() };

/**
 * Takes the files that a bank or a program of the operator puts into a folder (`BANK_INBOX`), as if they had been uploaded, by nobody. A
 * CSV file begins with the name of its profile and a `_`. What is not taken lies in `refused/` with the reason beside it.
 *
 * A file is moved aside before it is read and put away after it is stored; what a process that died had moved is taken up by the next look.
 * Stored twice it cannot be: the database knows its digest.
 */
export const watchBankFolder = job('watch-bank-folder', async () => {
  const folder = env().BANK_INBOX;
  return folder === undefined ? 0 : lookInto(folder, looks);
});

/** One look. @returns how many files were dealt with */
export async function lookInto(folder: string, before: Looks, staleMs = claimStaleMs): Promise<number> {
  const [seen, claimed] = [await filesIn(folder), await claimedIn(folder)];
  const steady = seen.filter(({ name, stamp }) => before.stamps.get(name) === stamp);
  const now = performance.now();
  const abandoned = claimed.filter(({ place }) => now - (before.claims.get(place) ?? now) >= staleMs);
  before.stamps = new Map(seen.map(({ name, stamp }) => [name, stamp]));
  before.claims = new Map(claimed.map(({ place }) => [place, before.claims.get(place) ?? now]));
  if (steady.length === 0 && abandoned.length === 0) return 0;
  const actor = await operatorActor();
  if (!actor) return 0;
  let dealtWith = 0;
  for (const { name } of steady) {
    const place = await claimFile(folder, name, newId('bankFile').slice('bfl_'.length));
    if (place !== undefined && (await takeOrLeave(actor, folder, { place, name }))) dealtWith += 1;
  }
  for (const claim of abandoned) if (await takeOrLeave(actor, folder, { ...claim, isAbandoned: true })) dealtWith += 1;
  return dealtWith;
}

/** A file that was moved aside to be taken; abandoned by another process. */
interface Claim {
  readonly place: string;
  readonly name: string;
  readonly isAbandoned?: boolean;
}

/** What cannot be taken now stays claimed, and is tried again when the claim is old; it holds up no other. */
async function takeOrLeave(actor: Actor, folder: string, claim: Claim): Promise<boolean> {
  try {
    await take(actor, folder, claim);
    return true;
  } catch (error) {
    if (isOutage(error)) throw error;
    log.warn({ err: error, job: 'watch-bank-folder' }, 'file left for later');
    return false;
  }
}

async function take(actor: Actor, folder: string, { place, name, isAbandoned }: Claim): Promise<void> {
  const id = newId('bankFile');
  const content = await contentOf(place);
  const refusal = content === 'too_large' ? 'bank_file_too_large' : await stored(actor, id, name, content);
  // Whoever began with it had stored it, and died before putting it away.
  const isTaken = refusal === undefined || (refusal === 'bank_file_known' && isAbandoned);
  await putAway(folder, place, name, { mark: id, ...(isTaken ? {} : { refusal }) });
}

async function stored(
  actor: Actor,
  id: Id<'bankFile'>,
  name: string,
  content: Uint8Array[],
): Promise<NotTaken | undefined> {
  try {
    return await inJob(async (tx) => {
      const profile = await profileOfFileName(tx, actor, name);
      const file = await storeBankFile(tx, actor, { id, name, source: 'folder', format: undefined, profile, content });
      if (typeof file === 'string') return file;
      const { format, bytes, sha256 } = file;
      const detail = { format, bytes: String(bytes), sha256: sha256.toString('hex') };
      await keepTrail(tx, actor, { action: 'bank_files.receive', subjectId: id, detail }, []);
      return undefined;
    });
  } catch (error) {
    if (violatedConstraint(error) === 'bank_files_content_key') return 'bank_file_known';
    throw error;
  }
}

async function operatorActor(): Promise<Actor | undefined> {
  const { id, rootId, kind, currency, timeZone } = schema.organizations;
  const [operator] = await database()
    .select({ id, rootId, kind, currency, timeZone })
    .from(schema.organizations)
    .where(eq(kind, 'operator'))
    .limit(1);
  return operator && jobActor(operator);
}
