import { getTranslations } from 'next-intl/server';
import { tooLargeParam } from '@/app/_entry/large-form';
import { TextArea, TextField } from '@/components/form/text-field';
import { bytesLimit } from '@/components/form/upload-limit';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { csvLimits } from '@/lib/csv';

/** Rows as they come: pasted, or in a file. */
export async function RowFields({ hint }: { hint: string }) {
  const [t, ui, fields] = await Promise.all([
    getTranslations('batches'),
    getTranslations('ui.form'),
    getTranslations('fields'),
  ]);
  const limit = bytesLimit(csvLimits.sizeMax, fields('file_too_large'));
  return (
    <>
      <TextArea
        name="text"
        label={t('paste')}
        hint={hint}
        optional={ui('optional')}
        rows={8}
        {...limit}
        spellCheck={false}
        className="font-mono"
      />
      <TextField
        name="file"
        type="file"
        {...limit}
        label={t('file')}
        hint={t('fileHint')}
        optional={ui('optional')}
        accept=".csv,.txt,.tsv,text/csv,text/plain"
      />
    </>
  );
}

/** What to say where a list came back unread: which of the two was too large, nobody has seen. */
export async function tooLargeRows(params: SearchParams): Promise<Record<string, string> | undefined> {
  if (paramOf(params, tooLargeParam) === '') return undefined;
  const t = await getTranslations('batches');
  return { text: t('rowsAtMost'), file: t('fileAtMost') };
}
