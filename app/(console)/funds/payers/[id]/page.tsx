import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { Disclosure } from '@/components/ui/disclosure';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import { findPayer, type Payer } from '@/domain/recharge/payer-queries';
import { isId } from '@/lib/id';
import { voidPayerAction } from '../actions';
import { PayerState } from '../payer-state';
import { shownName } from '../shown-name';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadPayer = cache(async (id: string) => {
  const [scope, actor] = await Promise.all([requireScope('recharge.read'), requireActor()]);
  const payer = isId('entrustedPayer', id) ? await findPayer(scope, id) : undefined;
  if (!payer) return notFound();
  const mayManage = may(actor, 'payers.manage');
  return { payer, mayManage, name: shownName(payer.payerName, payer.payerType === 'individual', mayManage) };
});

export async function generateMetadata({ params }: Params) {
  const { name } = await loadPayer((await params).id);
  return { title: name };
}

/** One agreement, and its end. */
export default async function PayerPage({ params, searchParams }: Params) {
  const [{ payer, mayManage, name }, query, t] = await Promise.all([
    params.then(({ id }) => loadPayer(id)),
    searchParams,
    getTranslations('recharge.payers'),
  ]);
  const done = paramOf(query, 'done');
  return (
    <>
      <PageHeader
        title={name}
        status={<PayerState state={payer.state} />}
        description={<CopyableId id={payer.id} />}
        breadcrumbs={[{ label: t('title'), href: '/funds/payers' }, { label: name }]}
      />
      <div className="flex flex-col gap-4">
        {done === 'added' && payer.state === 'effective' && <Alert kind="done" title={t('addDone')} />}
        {done === 'void' && payer.state === 'void' && <Alert kind="done" title={t('voidDone')} />}
        <FactsCard payer={payer} />
        {mayManage && payer.state !== 'void' && <VoidCard payer={payer} name={name} />}
      </div>
    </>
  );
}

async function FactsCard({ payer }: { payer: Payer }) {
  const t = await getTranslations('recharge.payers');
  return (
    <Card title={t('facts')}>
      <DescriptionList
        items={[
          { label: t('agreementType'), value: t('agreement.title') },
          { label: t('typeLabel'), value: t(`types.${payer.payerType}`) },
          { label: t('relationship'), value: t(`relationships.${payer.relationship}`) },
          { label: t('reasonLabel'), value: t(`reasons.${payer.reason}`) },
          { label: t('note'), value: payer.note && <span className="wrap-anywhere">{payer.note}</span> },
          { label: t('effectiveAt'), value: <When at={payer.effectiveAt} /> },
          { label: t('expiresAt'), value: payer.expiresAt ? <When at={payer.expiresAt} /> : t('forGood') },
          { label: t('agreementVersion'), value: payer.agreementVersion },
          { label: t('addedBy'), value: payer.addedBy },
          ...(payer.voidedAt
            ? [
                { label: t('voidedAt'), value: <When at={payer.voidedAt} /> },
                { label: t('voidedBy'), value: payer.voidedBy ?? undefined },
              ]
            : []),
        ]}
      />
    </Card>
  );
}

/** Folded away, and the button names whom it concerns: what it does cannot be undone. */
async function VoidCard({ payer, name }: { payer: Payer; name: string }) {
  const t = await getTranslations('recharge.payers');
  return (
    <Card title={t('void')}>
      <Disclosure summary={t('voidOpen')}>
        <ActionForm
          action={voidPayerAction}
          requestKey={newRequestKey()}
          label={t('void')}
          className="flex max-w-2xl flex-col gap-3"
        >
          <p className="text-muted">{t('voidText')}</p>
          <input type="hidden" name="payerId" value={payer.id} />
          <div>
            <SubmitButton variant="danger">{t('voidConfirm', { name })}</SubmitButton>
          </div>
        </ActionForm>
      </Disclosure>
    </Card>
  );
}
