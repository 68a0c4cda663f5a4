import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type EditablePart, editableParts } from '@/domain/open-access/configuration-model';
import type { ConfigurationView, IdpMetadataFacts } from '@/domain/open-access/configuration-queries';
import { ShownUrl } from '../shown-url';

interface Props {
  configuration: ConfigurationView;
  mayConfigure: boolean;
}

/** Whom the operator's engineers may ask; names and numbers are masked here and clear where they are changed. */
export async function ContactsCard({ configuration: { contacts }, mayConfigure }: Props) {
  const t = await getTranslations('openaccess.configuration');
  return (
    <PartCard part="contacts" text={t('contactsText')} mayConfigure={mayConfigure}>
      {contacts.length === 0 && <p>{t('noContacts')}</p>}
      <ul className="flex flex-col gap-1">
        {contacts
          .map(({ name, mobile, email }) => [name, mobile, email].filter(Boolean).join(' · '))
          .map((text) => (
            <li key={text} className="wrap-anywhere">
              {text}
            </li>
          ))}
      </ul>
    </PartCard>
  );
}

/** Where results of associations go. */
export async function NotificationCard({ configuration: { notificationUrl }, mayConfigure }: Props) {
  const [t, common] = await Promise.all([getTranslations('openaccess.configuration'), getTranslations('openaccess')]);
  return (
    <PartCard part="notification-address" text={t('notificationText')} mayConfigure={mayConfigure}>
      <div>{notificationUrl === null ? common('notSet') : <ShownUrl href={notificationUrl} />}</div>
      <p>
        <TextLink href="/open-access/association-results">{t('deliveries')}</TextLink>
      </p>
    </PartCard>
  );
}

/** What is known of the partner's identity provider. */
export async function IdpCard({ configuration: { idpMetadata }, mayConfigure }: Props) {
  const t = await getTranslations('openaccess.configuration');
  return (
    <PartCard part="idp-metadata" text={t('idpText')} mayConfigure={mayConfigure}>
      {idpMetadata ? <IdpFacts facts={idpMetadata} /> : <p>{t('noIdp')}</p>}
    </PartCard>
  );
}

async function IdpFacts({ facts }: { facts: IdpMetadataFacts }) {
  const [t, fields] = await Promise.all([
    getTranslations('openaccess.configuration'),
    getTranslations('openaccess.fields'),
  ]);
  return (
    <>
      {(facts.isSigned || facts.hasEnded) && (
        <p className="flex flex-wrap gap-2">
          {facts.isSigned && <Badge tone="success">{t('signed')}</Badge>}
          {facts.hasEnded && <Badge tone="danger">{t('ended')}</Badge>}
        </p>
      )}
      <DescriptionList
        items={[
          { label: fields('entityId'), value: <span className="break-all">{facts.entityId}</span> },
          { label: fields('signOnUrl'), value: <ShownUrl href={facts.signOnUrl} /> },
          { label: fields('fileName'), value: <span className="break-all">{facts.fileName}</span> },
          { label: t('uploadedAt'), value: <When at={facts.uploadedAt} /> },
          { label: t('validUntil'), value: facts.validUntil ? <When at={facts.validUntil} /> : undefined },
          {
            label: fields('fingerprints'),
            value: (
              <ul className="flex flex-col gap-1">
                {facts.certificates.map(({ fingerprint, notAfter }) => (
                  <li key={fingerprint}>
                    <code className="break-all">{fingerprint}</code>
                    <br />
                    {t('validUntil')} <When at={new Date(notAfter)} precision="day" />
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </>
  );
}

/** Whether attachments are fetched, and from where. Of the secret only when it was entered. */
export async function AttachmentsCard({ configuration, mayConfigure }: Props) {
  const [t, common, regions] = await Promise.all([
    getTranslations('openaccess.configuration'),
    getTranslations('openaccess'),
    getTranslations('openaccess.regions'),
  ]);
  const { attachmentsOn, bucketName, bucketRegion, bucketAccessKey, secretSetAt } = configuration;
  return (
    <PartCard part="attachments" text={t('attachmentsText')} mayConfigure={mayConfigure}>
      <p>
        <Badge tone={attachmentsOn ? 'success' : 'neutral'}>{common(attachmentsOn ? 'on' : 'off')}</Badge>
      </p>
      {attachmentsOn && (
        <DescriptionList
          items={[
            { label: common('fields.bucketName'), value: <span className="break-all">{bucketName}</span> },
            {
              label: common('fields.bucketRegion'),
              value: bucketRegion && regions.has(bucketRegion) ? regions(bucketRegion) : bucketRegion,
            },
            { label: common('fields.bucketAccessKey'), value: <code className="break-all">{bucketAccessKey}</code> },
            {
              label: common('edit.secretKey'),
              value: secretSetAt && t.rich('secretKept', { when: () => <When at={secretSetAt} /> }),
            },
          ]}
        />
      )}
    </PartCard>
  );
}

async function PartCard({
  part,
  text,
  mayConfigure,
  children,
}: {
  part: EditablePart;
  text: string;
  mayConfigure: boolean;
  children: ReactNode;
}) {
  const t = await getTranslations('openaccess');
  const title = t(`parts.${editableParts[part]}`);
  return (
    <Card
      title={title}
      actions={
        mayConfigure && (
          <ButtonLink size="small" href={`/open-access/configuration/edit/${part}`}>
            {t('configuration.modifyPart', { part: title })}
          </ButtonLink>
        )
      }
    >
      <div className="flex flex-col gap-3">
        <p className="max-w-prose text-muted">{text}</p>
        {children}
      </div>
    </Card>
  );
}
