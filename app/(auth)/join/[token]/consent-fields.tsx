import { useLocale, useTranslations } from 'next-intl';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { Disclosure } from '@/components/ui/disclosure';
import { type ConsentDocument, consentDocuments, consentEdition } from '@/domain/onboarding/consent-model';
import type { InvitationView } from '@/domain/onboarding/join-invitation';

/** The four documents and a box for each; goes into a form. The edition and the language that were read go with it. */
export function ConsentFields({ partner, type }: { partner: string; type: InvitationView['type'] }) {
  const t = useTranslations('join');
  const locale = useLocale();
  return (
    <>
      <input type="hidden" name="edition" value={consentEdition} />
      <input type="hidden" name="language" value={locale} />
      <Fieldset name="agreements" legend={t('consents')} hint={t('consentsHint')}>
        {consentDocuments.map((document) => (
          <div key={document} className="mb-2">
            <Checkbox name="agreements" value={document} label={t(`agree.${document}`)} inGroup />
            <div className="ms-6">
              <DocumentToRead document={document} partner={partner} type={type} />
            </div>
          </div>
        ))}
      </Fieldset>
    </>
  );
}

/** One of the four documents, which opens in place. */
export function DocumentToRead({
  document,
  partner,
  type,
}: {
  document: ConsentDocument;
  partner: string;
  type: InvitationView['type'];
}) {
  const t = useTranslations('join');
  const text =
    document === 'partner_notice'
      ? t(`documents.partner_notice.${type}`, { partner })
      : t(`documents.${document}.text`, { partner });
  return (
    <Disclosure summary={t('read', { document: t(`documents.${document}.title`) })}>
      <div className="flex flex-col gap-2 text-muted">
        {text.split('\n\n').map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
    </Disclosure>
  );
}
