import { useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import type { OwnPartner } from '@/domain/associations/partner-queries';

/** Whom the customer may turn to. They were named for it, so nothing is masked. */
export function ContactList({ contacts, administrator }: Pick<OwnPartner, 'contacts' | 'administrator'>) {
  const t = useTranslations('mypartner');
  const common = useTranslations('common');
  return (
    <Card title={t('contacts')}>
      {contacts.length > 0 && (
        <ul className="flex flex-col divide-y divide-line *:py-4 *:first:pt-0 *:last:pb-0">
          {contacts.map((contact) => (
            <li key={contact.id}>
              <DescriptionList
                items={[
                  { label: t('personName'), value: <span className="wrap-anywhere">{contact.name}</span> },
                  {
                    label: t('position'),
                    value: contact.position && <span className="wrap-anywhere">{contact.position}</span>,
                  },
                  { label: common('mobile'), value: contact.mobile },
                  {
                    label: common('email'),
                    value: contact.email && <span className="break-all">{contact.email}</span>,
                  },
                ]}
              />
            </li>
          ))}
        </ul>
      )}
      {administrator && (
        <div className="flex flex-col gap-3">
          <p className="text-muted">{t('administrator')}</p>
          <DescriptionList
            items={[
              { label: t('personName'), value: <span className="wrap-anywhere">{administrator.name}</span> },
              { label: common('email'), value: <span className="break-all">{administrator.email}</span> },
            ]}
          />
        </div>
      )}
    </Card>
  );
}
