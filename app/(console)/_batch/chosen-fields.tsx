import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { MoneyField } from '@/components/form/money-field';
import { TextField } from '@/components/form/text-field';
import { PlainTable } from '@/components/table/data-table';
import type { Party } from '@/domain/funds/party-queries';
import { localName } from '@/lib/local-name';

/** Customers that were ticked in the list: one amount for each of them. */
export async function ChosenFields({
  chosen,
  currency,
  amount,
  label,
  showsBalance = false,
}: {
  chosen: readonly Party[];
  currency: string;
  amount: string;
  /** What the amount is called. */
  label: string;
  showsBalance?: boolean;
}) {
  const [t, common, ui, locale] = await Promise.all([
    getTranslations('batches'),
    getTranslations('common'),
    getTranslations('ui.form'),
    getLocale(),
  ]);
  return (
    <>
      <PlainTable caption={t('chosen', { count: chosen.length })}>
        <thead>
          <tr>
            <th scope="col">{t('chosen', { count: chosen.length })}</th>
            {showsBalance && (
              <th scope="col" className="end">
                {common('balance')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {chosen.map((party) => (
            <tr key={party.id}>
              <th scope="row">
                {localName(party, locale)}
                <input type="hidden" name="customers[]" value={party.id} />
              </th>
              {showsBalance && (
                <td className="end">
                  <Amount value={party.balance} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </PlainTable>
      <MoneyField name="amount" label={label} currency={currency} defaultValue={amount} />
      <TextField name="memo" label={t('memo')} optional={ui('optional')} maxLength={256} />
    </>
  );
}
