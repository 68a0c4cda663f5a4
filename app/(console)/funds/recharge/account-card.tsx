import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { Alert } from '@/components/ui/alert';
import { buttonClass } from '@/components/ui/button-class';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import type { RemittanceAccount } from '@/domain/recharge/remittance-queries';
import { groupedNumber } from '@/lib/virtual-number';
import { SendForms } from './send-forms';

/** The number a partner sends its money to, and how to hand it on. */
export async function AccountCard({ account }: { account: RemittanceAccount }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('recharge.account')]);
  const { arrivalDaysMin: min, arrivalDaysMax: max } = account;
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        {account.isClosed && (
          <Alert kind="warning" title={t('closed')}>
            {t('closedText')}
          </Alert>
        )}
        <DescriptionList
          items={[
            {
              label: t('number'),
              value: (
                <span className="inline-flex max-w-full flex-wrap items-center gap-1">
                  <span className="text-lg font-semibold tabular-nums">{groupedNumber(account.number)}</span>
                  <CopyButton value={account.number} label={t('copy')} />
                </span>
              ),
            },
            { label: t('accountName'), value: <span className="wrap-anywhere">{account.accountName}</span> },
            { label: t('bank'), value: <span className="wrap-anywhere">{account.bankName}</span> },
            { label: t('branch'), value: <span className="wrap-anywhere">{account.branch}</span> },
            { label: t('currency'), value: account.currency },
            {
              label: t('arrival'),
              value: min === max ? t('arrivalSame', { days: max }) : t('arrivalRange', { min, max }),
            },
            { label: t('openedAt'), value: <When at={account.openedAt} precision="minute" /> },
          ]}
        />
        {!account.isClosed && <Certificate />}
        {!account.isClosed && may(actor, 'recharge.open') && <SendForms />}
      </div>
    </Card>
  );
}

/** Files are fetched, not visited: a plain link, so that nothing is loaded ahead. */
async function Certificate() {
  const t = await getTranslations('recharge.account');
  const languages = [
    { language: 'zh-CN', label: t('certificateChinese') },
    { language: 'en', label: t('certificateEnglish') },
  ];
  return (
    <section className="flex flex-col gap-2 border-t border-line pt-4" aria-label={t('certificate')}>
      <h3 className="font-semibold">{t('certificate')}</h3>
      <p className="text-muted">{t('certificateText')}</p>
      <p className="flex flex-wrap gap-2">
        {languages.map(({ language, label }) => (
          <a
            key={language}
            download
            className={buttonClass('secondary', 'medium')}
            href={`/funds/recharge/certificate?language=${language}`}
          >
            {label}
          </a>
        ))}
      </p>
    </section>
  );
}
