import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Card } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { DescriptionList } from '@/components/ui/description-list';
import { Disclosure } from '@/components/ui/disclosure';
import { When } from '@/components/when';
import { type AttemptLine, attemptsShown, type DeliveryDetail, listAttempts } from '@/domain/webhooks/delivery-queries';
import { testEventType } from '@/domain/webhooks/event-types';
import { Outcome } from '../../../words';

/** What was sent and what was answered, the newest attempt first. Of a test only the class of the status and how long it took. */
export async function Attempts({ delivery }: { delivery: DeliveryDetail }) {
  const [scope, t] = await Promise.all([requireScope('webhooks.read'), getTranslations('webhooks')]);
  const attempts = await listAttempts(scope, delivery);
  const isTest = delivery.type === testEventType;
  return (
    <Card title={t('attemptList')}>
      {attempts.length === 0 && <p className="text-muted">{t('noAttempts')}</p>}
      {isTest && attempts.length > 0 && <p className="mb-3 text-muted">{t('testShows')}</p>}
      <ol className="flex flex-col gap-4">
        {attempts.map((attempt) => (
          <li key={attempt.id} className="border-t border-line pt-3 first:border-t-0 first:pt-0">
            <Attempt attempt={attempt} isTest={isTest} />
          </li>
        ))}
      </ol>
      {attempts.length === attemptsShown && <p className="mt-3 text-muted">{t('olderAttempts')}</p>}
    </Card>
  );
}

async function Attempt({ attempt, isTest }: { attempt: AttemptLine; isTest: boolean }) {
  const t = await getTranslations('webhooks');
  const { durationMs, requestHeaders, responseHeaders, responseBody } = attempt;
  return (
    <div className="flex flex-col gap-2">
      <DescriptionList
        items={[
          { label: t('attemptAt'), value: <When at={attempt.createdAt} /> },
          { label: t('outcome'), value: <Outcome outcome={attempt.outcome} status={attempt.status} isTest={isTest} /> },
          { label: t('duration'), value: durationMs === null ? undefined : t('milliseconds', { count: durationMs }) },
          ...(attempt.isReplay ? [{ label: t('isReplayLabel'), value: t('isReplay') }] : []),
        ]}
      />
      {hasAny(requestHeaders) && (
        <Disclosure summary={t('requestHeaders')}>
          <CodeBlock label={t('requestHeaders')}>{headerText(requestHeaders)}</CodeBlock>
        </Disclosure>
      )}
      {hasAny(responseHeaders) && (
        <Disclosure summary={t('responseHeaders')}>
          <CodeBlock label={t('responseHeaders')}>{headerText(responseHeaders)}</CodeBlock>
        </Disclosure>
      )}
      {responseBody !== null && responseBody !== '' && (
        <Disclosure summary={t('responseBody')}>
          <CodeBlock label={t('responseBody')}>{responseBody}</CodeBlock>
        </Disclosure>
      )}
    </div>
  );
}

/** A receiver that answers without headers, and what was never sent, have none to show. */
const hasAny = (headers: AttemptLine['requestHeaders']): headers is Readonly<Record<string, string>> =>
  headers !== null && Object.keys(headers).length > 0;

const headerText = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
