import { useTranslations } from 'next-intl';
import { type Money, money, negate } from '@/lib/money';
import { Amount } from './amount';

/**
 * The balance of a partner's account. Below zero it is no amount to read off: then its own money is nothing, and what is missing is credit in
 * use, each by its name.
 *
 * @source docs/decisions/0018-credit-is-a-floor.md
 */
export function OwnBalance({ value, unit = 'code' }: { value: Money; unit?: 'code' | 'none' }) {
  const t = useTranslations('credit.parts');
  if (value.minor >= 0n) return <Amount value={value} unit={unit} />;
  return (
    <span className="inline-flex flex-col">
      <span>
        {t('recharge')} <Amount value={money(0n, value.currency)} unit={unit} />
      </span>
      <span>
        {t('used')} <Amount value={negate(value)} unit={unit} />
      </span>
    </span>
  );
}
