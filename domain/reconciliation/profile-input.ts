import { z } from 'zod';
import type { CsvColumns, CsvProfile } from '@/db/schema/reconciliation';
import { idOf } from '@/lib/id';
import { optionalText, plainText } from '@/lib/text';

/** What can be read in a CSV file, in the order the form asks for it. */
export const csvColumnNames = [
  'bookedOn',
  'valueOn',
  'bankReference',
  'payerName',
  'payerAccount',
  'virtualNumber',
  'remittanceText',
  'amount',
  'direction',
  'credit',
  'debit',
  'currency',
  'balance',
  'account',
] as const satisfies readonly (keyof CsvColumns)[];
export type CsvColumnName = (typeof csvColumnNames)[number];

/** The signs that stand between cells, by words a form can send. */
export const csvDelimiters = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const satisfies Record<
  string,
  CsvProfile['delimiter']
>;
export type CsvDelimiter = keyof typeof csvDelimiters;

export const csvEncodings = ['utf-8', 'gb18030', 'utf-16le'] as const satisfies readonly CsvProfile['encoding'][];
export const csvDateFormats = [
  'YYYY-MM-DD',
  'YYYYMMDD',
  'YYYY/MM/DD',
  'DD.MM.YYYY',
] as const satisfies readonly CsvProfile['dateFormat'][];
export const csvAmountFormats = [
  '1,234.56',
  '1.234,56',
  '1234.56',
] as const satisfies readonly CsvProfile['amountFormat'][];

const columnName = optionalText(64);

/** How a bank writes its CSV, as a form sends it. */
const definition = {
  encoding: z.enum(csvEncodings),
  delimiter: z.enum(['comma', 'semicolon', 'tab', 'bar']),
  headerLine: z
    .union([z.number().int(), z.string().regex(/^\d{1,3}$/, 'invalid')])
    .transform(Number)
    .refine((line) => line >= 1 && line <= 100, 'invalid'),
  dateFormat: z.enum(csvDateFormats),
  amountFormat: z.enum(csvAmountFormats),
  ...(Object.fromEntries(csvColumnNames.map((name) => [`${name}Column`, columnName])) as Record<
    `${CsvColumnName}Column`,
    typeof columnName
  >),
  creditWord: optionalText(16),
  debitWord: optionalText(16),
  accountNumber: optionalText(64),
  openingLabel: optionalText(32),
  closingLabel: optionalText(32),
};

type Written = z.output<z.ZodObject<typeof definition>>;

/** What must be there for a file to be read at all. */
function checkWhole(written: Written, context: z.core.$RefinementCtx): void {
  const wrong = (field: string, message: string) => context.addIssue({ code: 'custom', message, path: [field] });
  if (!written.bookedOnColumn) wrong('bookedOnColumn', 'required');
  const sides = Number(written.creditColumn !== null) + Number(written.debitColumn !== null);
  if (written.amountColumn ? sides > 0 : sides === 0) wrong('amountColumn', 'amount_or_sides');
  if (!written.amountColumn && sides === 1) wrong(written.creditColumn ? 'debitColumn' : 'creditColumn', 'required');
  if (written.directionColumn && !written.amountColumn) wrong('directionColumn', 'amount_or_sides');
  if (written.directionColumn && !written.creditWord) wrong('creditWord', 'required');
  if (written.directionColumn && !written.debitWord) wrong('debitWord', 'required');
  if (written.directionColumn && written.creditWord && written.creditWord === written.debitWord)
    wrong('debitWord', 'invalid');
  if (!written.accountColumn && !written.accountNumber) wrong('accountNumber', 'required');
  if ((written.openingLabel === null) !== (written.closingLabel === null))
    wrong(written.openingLabel ? 'closingLabel' : 'openingLabel', 'required');
}

/** A profile to save; with the id of a saved one, in its place. */
export const saveBankProfileInput = z
  .strictObject({
    profileId: idOf('bankProfile')
      .nullish()
      .transform((id) => id ?? undefined),
    name: plainText(64),
    ...definition,
  })
  .superRefine(checkWhole);

/** The same to look at before it is saved: it may have no name yet. */
export const tryBankProfileInput = z.strictObject(definition).superRefine(checkWhole);

export const bankProfileInput = z.strictObject({ profileId: idOf('bankProfile') });

/** A profile as it is kept. */
export function profileFrom(written: Written): CsvProfile {
  const columns = Object.fromEntries(
    csvColumnNames.flatMap((name) => {
      const column = written[`${name}Column`];
      return column === null ? [] : [[name, column]];
    }),
  );
  const optional = Object.fromEntries(
    (['creditWord', 'debitWord', 'accountNumber', 'openingLabel', 'closingLabel'] as const).flatMap((name) =>
      written[name] === null ? [] : [[name, written[name]]],
    ),
  );
  return {
    encoding: written.encoding,
    delimiter: csvDelimiters[written.delimiter],
    headerLine: written.headerLine,
    dateFormat: written.dateFormat,
    amountFormat: written.amountFormat,
    columns: { bookedOn: written.bookedOnColumn ?? '', ...columns },
    ...optional,
  };
}

/** A kept profile as the form shows it: name of a control → its value. */
export function controlsOf(profile: CsvProfile): Record<string, string> {
  const { columns, delimiter, headerLine, ...rest } = profile;
  const word = Object.entries(csvDelimiters).find(([, sign]) => sign === delimiter)?.[0] ?? 'comma';
  const named = Object.entries(columns).map(([name, column]) => [`${name}Column`, column]);
  return { ...rest, ...Object.fromEntries(named), delimiter: word, headerLine: String(headerLine) };
}
