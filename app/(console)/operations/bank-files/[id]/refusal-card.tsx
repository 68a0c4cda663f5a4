import { getTranslations } from 'next-intl/server';
import { Alert } from '@/components/ui/alert';
import { DescriptionList } from '@/components/ui/description-list';
import type { BankFileRow } from '@/domain/reconciliation/file-queries';

/** The order in which they are read; the database keeps none. */
const order = ['what', 'computed', 'stated', 'currency', 'column', 'value', 'found', 'expected'];
const placeOf = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);

/** Why a file was refused, in which line, and what stood there: enough to ask the bank about it. */
export async function RefusalCard({ file }: { file: BankFileRow }) {
  const t = await getTranslations('bankfiles');
  const code = file.refusal ?? '';
  const words = (key: string, otherwise: string) => (t.has(key) ? t(key) : otherwise);
  const details = Object.entries(file.refusalDetail ?? {}).toSorted(([a], [b]) => placeOf(a) - placeOf(b));
  const items = details.map(([key, value]) => ({
    label: words(`details.${key}`, key),
    value: <bdi className="break-all">{key === 'what' ? words(`sums.${value}`, value) : value}</bdi>,
  }));
  return (
    <Alert kind="refused" title={t('file.refusedTitle')}>
      <div className="flex flex-col gap-2">
        <p>
          {file.refusalLine !== null && <strong>{t('file.refusedAt', { line: file.refusalLine })}</strong>}
          {words(`fileRefusals.${code}`, code)}
        </p>
        {items.length > 0 && <DescriptionList items={items} />}
      </div>
    </Alert>
  );
}
