import { and, eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { downloadBankFileInput } from './file-input';

const { bankFiles } = schema;

/**
 * Keeps who took a bank's file out of the house as it was received: names and accounts stand in it unmasked.
 *
 * The bytes are read behind it, by `readStoredFile`; a file of which none are kept is not there to be taken.
 *
 * @source quality/acceptance.md F16
 */
export const downloadBankFile = command({
  name: 'bank_files.download',
  permission: 'reconciliation.import',
  returns: 'bankFile',
  input: downloadBankFileInput,
  refusals: ['bank_file_not_found'],
  async run({ tx, actor, refuse }, { fileId }) {
    const [file] = await tx
      .select({ format: bankFiles.format, bytes: bankFiles.bytes, sha256: bankFiles.sha256 })
      .from(bankFiles)
      .where(
        and(
          ...[eq(bankFiles.id, fileId), eq(bankFiles.organizationId, actor.organizationId)],
          sql`exists (select from bank_file_chunks c where c.file_id = ${bankFiles.id} and c.number = 0)`,
        ),
      );
    if (!file) return refuse('bank_file_not_found');
    const { format, bytes, sha256 } = file;
    return { id: fileId, audit: { detail: { format, bytes: String(bytes), sha256: sha256.toString('hex') } } };
  },
});
