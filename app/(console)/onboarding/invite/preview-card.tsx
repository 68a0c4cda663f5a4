import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { Masked } from '@/components/masked';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import type { MailPreview } from '@/domain/onboarding/invite-queries';
import { inviteByMailAction } from '../actions';

/** Each mail as its receiver will read it, and the button that sends them all. */
export async function PreviewCard({
  mails,
  type,
  language,
}: {
  mails: readonly MailPreview[];
  type: 'resale' | 'referral';
  language: 'zh-CN' | 'en';
}) {
  const t = await getTranslations('onboarding.invite');
  return (
    <Card title={t('previewTitle')}>
      <div className="flex flex-col gap-4">
        {mails.map((mail, index) => (
          <Disclosure key={mail.reportId} summary={t('mailTo', { name: mail.customerName })} isOpen={index === 0}>
            <Mail mail={mail} language={language} />
          </Disclosure>
        ))}
        <p className="text-muted">{t('linkNote')}</p>
        <ActionForm action={inviteByMailAction} label={t('title')}>
          {mails.map(({ reportId }) => (
            <input key={reportId} type="hidden" name="reports[]" value={reportId} />
          ))}
          <input type="hidden" name="type" value={type} />
          <input type="hidden" name="language" value={language} />
          <div>
            <SubmitButton>{t('send', { count: mails.length })}</SubmitButton>
          </div>
        </ActionForm>
      </div>
    </Card>
  );
}

async function Mail({ mail, language }: { mail: MailPreview; language: 'zh-CN' | 'en' }) {
  const t = await getTranslations('onboarding.invite');
  return (
    <div className="card max-w-3xl">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-1 border-line border-b p-4">
        <dt className="text-muted">{t('to')}</dt>
        <dd>{mail.to === null ? '—' : <Masked text={mail.to} />}</dd>
        <dt className="text-muted">{t('subject')}</dt>
        <dd lang={language} className="font-semibold wrap-anywhere">
          {mail.subject}
        </dd>
      </dl>
      <p lang={language} className="whitespace-pre-line p-4 wrap-anywhere">
        {mail.body}
      </p>
    </div>
  );
}
