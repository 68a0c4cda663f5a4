import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { Refusal } from '@/domain/refusal';
import type { Id } from '@/lib/id';
import { receiveBankFileInput } from './file-input';
import { uploadsPerDayMax } from './model';
import { profileOf } from './profile-choice';
import { digestOf, isKnownFile, storeBankFile } from './store-bank-file';

const { bankFiles, organizations } = schema;

/**
 * Takes a bank's file that somebody of the operator has uploaded; the import finds it waiting. Nothing of a file that is not taken is kept.
 *
 * @source design/differentiators.md X4, quality/acceptance.md F1, F7, F8, F9, F11
 */
export const receiveBankFile = command({
  name: 'bank_files.receive',
  permission: 'reconciliation.import',
  returns: 'bankFile',
  input: receiveBankFileInput,
  refusals: [
    'bank_file_too_large',
    'bank_file_not_readable',
    'bank_file_known',
    'bank_profile_not_found',
    'too_many_files',
  ],
  constraints: { bank_files_content_key: 'bank_file_known' },
  identify: ({ content, ...rest }) => ({ ...rest, sha256: digestOf(content).toString('hex') }),
  async run({ tx, actor, newId, refuse }, { name, format, profile: key, content }) {
    // Before the organization is held: whoever sends a file twice holds up nobody.
    if (await isKnownFile(tx, actor, digestOf(content))) refuse('bank_file_known');
    if ((await uploadsToday(tx, actor.organizationId)) >= uploadsPerDayMax) refuse('too_many_files');
    const isCsv = format === undefined || format === 'csv';
    const profile = isCsv && key ? await profileOf(tx, actor, key) : undefined;
    if (isCsv && key && !profile) refuse('bank_profile_not_found');
    const stored = await storeBankFile(tx, actor, { id: newId, name, source: 'upload', format, profile, content });
    if (stored === 'profile_missing') throw new Refusal('invalid_input', { profile: 'required' });
    if (typeof stored === 'string') return refuse(stored);
    return {
      id: newId,
      audit: {
        detail: {
          format: stored.format,
          bytes: String(stored.bytes),
          sha256: stored.sha256.toString('hex'),
          ...(profile && stored.format === 'csv' ? { profile: profile.name } : {}),
        },
      },
    };
  },
});

/** Counted while the organization is held, so that two at once see each other. */
async function uploadsToday(tx: Transaction, organizationId: Id<'organization'>): Promise<number> {
  await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for('no key update');
  return tx.$count(
    bankFiles,
    and(
      eq(bankFiles.organizationId, organizationId),
      eq(bankFiles.source, 'upload'),
      sql`${bankFiles.createdAt} > clock_timestamp() - interval '24 hours'`,
    ),
  );
}
