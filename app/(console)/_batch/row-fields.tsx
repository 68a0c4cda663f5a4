import { getTranslations } from 'next-intl/server';
import { TextArea, TextField } from '@/components/form/text-field';

/** Rows as they come: pasted, or in a file. */
export async function RowFields({ hint }: { hint: string }) {
  const [t, ui] = await Promise.all([getTranslations('batches'), getTranslations('ui.form')]);
  return (
    <>
      <TextArea
        name="text"
        label={t('paste')}
        hint={hint}
        optional={ui('optional')}
        rows={8}
        spellCheck={false}
        className="font-mono"
      />
      <TextField
        name="file"
        type="file"
        label={t('file')}
        hint={t('fileHint')}
        optional={ui('optional')}
        accept=".csv,.txt,.tsv,text/csv,text/plain"
      />
    </>
  );
}
