import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction } from '@/db/client';
import { importFile } from '@/domain/reconciliation/import-file';
import { claimBankFile } from '@/domain/reconciliation/import-run';
import type { BankFileItem } from '@/domain/reconciliation/model';

/**
 * A worker that imports the file that waits until it is killed, or done. Argument: a file with what a reader would hand out, as JSON in which
 * amounts are text with an `n` behind. The database is DATABASE_URL.
 */
const [itemsFile = ''] = process.argv.slice(2);
const items: BankFileItem[] = JSON.parse(readFileSync(itemsFile, 'utf8'), (_key, value: unknown) =>
  typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
);

async function* slowly(): AsyncGenerator<BankFileItem, void, void> {
  for (const [index, item] of items.entries()) {
    if (index % 100 === 99) await pause(1);
    yield item;
  }
}

const run = await inTransaction(claimBankFile);
if (run) await importFile(run, slowly);
process.exit(0);
