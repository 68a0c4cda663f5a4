import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bankFileLimits } from './model';

/** What is being taken carries this before its name, in `taken/`; what is done carries its number. */
const claimMark = /^\.in-work-[0-9a-z]+-/;
/** A file in the folder, as one look sees it. */
export interface Seen {
  readonly name: string;
  /** Size and last change: a file that is still being written has another soon. */
  readonly stamp: string;
}

/** The files that lie in the folder itself: no folders in it, no links, nothing hidden. */
export async function filesIn(folder: string): Promise<Seen[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const seen: Seen[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const facts = await stat(path.join(folder, entry.name)).catch(() => undefined);
    if (facts?.isFile()) seen.push({ name: entry.name, stamp: `${facts.size} ${facts.mtimeMs}` });
  }
  return seen.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Files that some process is taking, or had begun to take when it ended, by the names they had. */
export async function claimedIn(folder: string): Promise<{ readonly place: string; readonly name: string }[]> {
  const taken = path.join(folder, 'taken');
  const entries = await readdir(taken, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) =>
    entry.isFile() && claimMark.test(entry.name)
      ? [{ place: path.join(taken, entry.name), name: entry.name.replace(claimMark, '') }]
      : [],
  );
}

/**
 * Takes a file for this process alone: of two that try, one moves it.
 *
 * @returns where it lies now; undefined when somebody else was first
 */
export async function claimFile(folder: string, name: string, mark: string): Promise<string | undefined> {
  const place = path.join(folder, 'taken', `.in-work-${mark}-${name}`);
  await mkdir(path.join(folder, 'taken'), { recursive: true });
  try {
    await rename(path.join(folder, name), place);
    return place;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A claimed file's bytes; `too_large` without having read them. A link that was put in its place is not followed. */
export async function contentOf(place: string): Promise<Uint8Array[] | 'too_large'> {
  const file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await readAll(file);
  } finally {
    await file.close();
  }
}

async function readAll(file: FileHandle): Promise<Uint8Array[] | 'too_large'> {
  if ((await file.stat()).size > bankFileLimits.bytesMax) return 'too_large';
  const content: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(256_000), 0, 256_000);
    if (bytesRead === 0) return content;
    length += bytesRead;
    if (length > bankFileLimits.bytesMax) return 'too_large';
    content.push(buffer.subarray(0, bytesRead));
  }
}

/** Puts a claimed file where it stays: under `taken/`, or under `refused/` with a file beside it that says why. */
export async function putAway(
  folder: string,
  place: string,
  name: string,
  end: { readonly mark: string; readonly refusal?: string },
): Promise<void> {
  const into = path.join(folder, end.refusal === undefined ? 'taken' : 'refused');
  await mkdir(into, { recursive: true });
  const kept = path.join(into, `${end.mark}-${name}`);
  if (end.refusal !== undefined) await writeFile(`${kept}.reason.txt`, `${end.refusal}\n`);
  await rename(place, kept);
}
