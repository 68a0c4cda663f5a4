import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { SelectField } from '@/components/form/select-field';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { languageNames } from '@/domain/identity/input';
import { invitedMax } from '@/domain/onboarding/invitation-input';
import { previewInvitations } from '@/domain/onboarding/invite-queries';
import { type Id, isId } from '@/lib/id';
import { PreviewCard } from './preview-card';

const path = '/onboarding/invite';

export async function generateMetadata() {
  const t = await getTranslations('onboarding.invite');
  return { title: t('title') };
}

/** Reported customers to mails: choose, read what they will read, send. Each step is an address. @source spec/01 §1.3 */
export default async function InvitePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, locale, t] = await Promise.all([
    searchParams,
    requireScope('onboarding.invite'),
    getLocale(),
    getTranslations('onboarding'),
  ]);
  const asked = [params['reports'] ?? []].flat().filter((id) => isId('report', id));
  const ids = [...new Set(asked)].slice(0, invitedMax);
  const types = ['resale', 'referral'] as const;
  const type = types.find((each) => each === paramOf(params, 'type'));
  const language =
    languageNames.find((each) => each === paramOf(params, 'language')) ?? (locale === 'en' ? 'en' : 'zh-CN');
  const mails = await previewInvitations(scope, ids, { type: type ?? 'referral', language });
  return (
    <>
      <PageHeader
        title={t('invite.title')}
        description={t('invite.description')}
        breadcrumbs={[{ label: t('title'), href: '/onboarding' }, { label: t('invite.title') }]}
      />
      {mails.length === 0 ? (
        <EmptyState
          title={t('invite.nobody')}
          action={<ButtonLink href="/onboarding?state=reported">{t('invite.toReports')}</ButtonLink>}
        >
          {t('invite.nobodyText')}
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-4">
          {mails.length < asked.length && <Alert kind="warning">{t('invite.missing')}</Alert>}
          <ChoiceCard ids={mails.map(({ reportId }) => reportId)} types={types} type={type} language={language} />
          {type && <PreviewCard mails={mails} type={type} language={language} />}
        </div>
      )}
    </>
  );
}

async function ChoiceCard({
  ids,
  types,
  type,
  language,
}: {
  ids: readonly Id<'report'>[];
  types: readonly ('resale' | 'referral')[];
  type: 'resale' | 'referral' | undefined;
  language: string;
}) {
  const [t, common, languages] = await Promise.all([
    getTranslations('onboarding.invite'),
    getTranslations('common'),
    getTranslations('shell.languages'),
  ]);
  return (
    <Card title={t('choose')}>
      <form action={route(path)} method="get" className="flex max-w-xl flex-col gap-4" aria-label={t('choose')}>
        {ids.map((id) => (
          <input key={id} type="hidden" name="reports" value={id} />
        ))}
        <SelectField
          name="type"
          label={t('type')}
          hint={types.map((value) => (
            <span key={value} className="block">
              {t(`${value}Note`)}
            </span>
          ))}
          options={types.map((value) => ({ value, label: common(`associations.${value}`) }))}
          {...(type ? { defaultValue: type } : {})}
        />
        <SelectField
          name="language"
          label={t('language')}
          options={languageNames.map((value) => ({ value, label: languages(value) }))}
          defaultValue={language}
        />
        <div>
          <SubmitButton variant={type ? 'secondary' : 'primary'}>{t('preview')}</SubmitButton>
        </div>
      </form>
    </Card>
  );
}
