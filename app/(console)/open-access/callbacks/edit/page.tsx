import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { TextField } from '@/components/form/text-field';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { callbackNames, mayRecharge } from '@/domain/open-access/callback-input';
import { findCallbacks } from '@/domain/open-access/callback-queries';
import { shownCallbacks } from '@/domain/open-access/shown-access';
import { seenOf } from '@/domain/seen-values';
import { setCallbacksAction } from '../actions';

const path = '/open-access/callbacks';

export async function generateMetadata() {
  const t = await getTranslations('callbacks');
  return { title: t('editTitle') };
}

/** Changes both addresses at once. An empty field takes its address away. */
export default async function EditCallbacksPage() {
  const [scope, actor, t, pages, common] = await Promise.all([
    requireScope('open_access.configure'),
    requireActor(),
    getTranslations('callbacks'),
    getTranslations('shell.pages'),
    getTranslations('common'),
  ]);
  const callbacks = await findCallbacks(scope);
  const hrefs = { orderPaymentUrl: callbacks.orderPaymentUrl?.href, rechargeUrl: callbacks.rechargeUrl?.href };
  const names = callbackNames.filter((name) => name !== 'rechargeUrl' || mayRecharge(scope.kind));
  return (
    <>
      <PageHeader
        title={t('editTitle')}
        description={t('rules')}
        breadcrumbs={[
          { label: pages('openAccess'), href: '/open-access' },
          { label: t('title'), href: path },
          { label: t('editTitle') },
        ]}
      />
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={`${path}/edit`} />
      ) : (
        <Card className="max-w-2xl">
          <ActionForm
            action={setCallbacksAction}
            seen={seenOf(shownCallbacks(hrefs))}
            label={t('editTitle')}
            className="flex flex-col gap-4"
          >
            {names.map((name) => (
              <TextField
                key={name}
                name={name}
                label={t(`names.${name}`)}
                hint={t('hint')}
                defaultValue={callbacks[name]?.href ?? ''}
                inputMode="url"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                optional={common('optional')}
              />
            ))}
            <div className="flex flex-wrap gap-2">
              <SubmitButton>{t('save')}</SubmitButton>
              <ButtonLink href={path}>{t('cancel')}</ButtonLink>
            </div>
          </ActionForm>
        </Card>
      )}
    </>
  );
}
