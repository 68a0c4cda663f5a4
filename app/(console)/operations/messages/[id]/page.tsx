import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Masked } from '@/components/masked';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { findMessage, findOpened, type MessageLine, openedSeconds } from '@/domain/outgoing/queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { openMessageAction, retryMessageAction } from '../actions';
import { MessageState, problemText, templateName } from '../message-words';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadMessage = cache(async (id: string): Promise<MessageLine> => {
  const scope = await requireScope('messages.read');
  const message = isId('message', id) ? await findMessage(scope, id) : undefined;
  return message ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const message = await params.then(({ id }) => loadMessage(id));
  return { title: await templateName(message.template) };
}

export default async function MessagePage({ params, searchParams }: Params) {
  const [message, query, actor, t] = await Promise.all([
    params.then(({ id }) => loadMessage(id)),
    searchParams,
    requireActor(),
    getTranslations('outbox'),
  ]);
  const title = await templateName(message.template);
  return (
    <>
      <PageHeader
        title={title}
        status={<MessageState state={message.state} />}
        description={<CopyableId id={message.id} label={t('copyId')} />}
        breadcrumbs={[{ label: t('title'), href: '/operations/messages' }, { label: title }]}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === 'retried' && message.state !== 'failed' && (
          <Alert kind="done" title={t('retried')} />
        )}
        <Facts message={message} />
        <Text message={message} isOpened={paramOf(query, 'opened') === '1'} />
        {message.state === 'failed' && may(actor, 'messages.retry') && (
          <Card title={t('retryTitle')}>
            <ActionForm action={retryMessageAction} label={t('retryTitle')}>
              <p className="text-muted">{t('retryText')}</p>
              <input type="hidden" name="messageId" value={message.id} />
              <div>
                <SubmitButton>{t('retry')}</SubmitButton>
              </div>
            </ActionForm>
          </Card>
        )}
      </div>
    </>
  );
}

async function Facts({ message }: { message: MessageLine }) {
  const [t, languages, locale] = await Promise.all([
    getTranslations('outbox'),
    getTranslations('shell.languages'),
    getLocale(),
  ]);
  const { organization } = message;
  const waits = message.state === 'waiting';
  return (
    <Card title={t('facts')}>
      <DescriptionList
        items={[
          { label: t('recipient'), value: <Masked text={message.recipient} /> },
          { label: t('channel'), value: t(`channels.${message.channel}`) },
          { label: t('language'), value: languages(message.language) },
          {
            label: t('onBehalfOf'),
            value: (
              <TextLink href={`/operations/organizations/${organization.id}`}>
                {localName(organization, locale)}
              </TextLink>
            ),
          },
          { label: t('createdAt'), value: <When at={message.createdAt} /> },
          { label: t('sentAt'), value: message.sentAt ? <When at={message.sentAt} /> : undefined },
          { label: t('attempts'), value: message.attempts },
          { label: t('nextAt'), value: waits ? <When at={message.nextAt} /> : undefined },
          { label: t('problem'), value: await problemText(message.problem) },
        ]}
      />
    </Card>
  );
}

/** What the message says, once this session has asked for it: for a minute, and kept in the audit. */
async function Text({ message, isOpened }: { message: MessageLine; isOpened: boolean }) {
  const [t, scope, actor] = await Promise.all([
    getTranslations('outbox'),
    requireScope('messages.read'),
    requireActor(),
  ]);
  const opened = isOpened ? await findOpened(scope, message.id, actor.sessionId) : undefined;
  if (!opened) {
    return (
      <Card title={t('text')}>
        <ActionForm action={openMessageAction} label={t('text')}>
          <p className="text-muted">{t(message.holdsSecret ? 'openSecretText' : 'openText')}</p>
          <input type="hidden" name="messageId" value={message.id} />
          <div>
            <SubmitButton variant="secondary">{t('open')}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    );
  }
  return (
    <Card title={t('text')}>
      <div className="flex flex-col gap-3">
        <Alert kind="info">{t('openedText', { seconds: openedSeconds })}</Alert>
        <DescriptionList
          items={[
            { label: t('recipient'), value: <span className="break-all">{opened.recipient}</span> },
            { label: t('subject'), value: opened.subject },
          ]}
        />
        {opened.body === null ? (
          <p className="text-muted">{t('erased')}</p>
        ) : (
          <p className="wrap-anywhere whitespace-pre-wrap">{opened.body}</p>
        )}
      </div>
    </Card>
  );
}
