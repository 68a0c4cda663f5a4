import { getTranslations } from 'next-intl/server';
import { brandName } from '@/app/_entry/appearance';
import { requireActor, requireScope } from '@/app/_entry/session';
import { HostWarning } from '@/app/(console)/open-access/callbacks/callback-address';
import { buttonClass } from '@/components/ui/button-class';
import { Card } from '@/components/ui/card';
import { findCallbacks } from '@/domain/open-access/callback-queries';
import { may } from '@/domain/permission';
import type { OnlineRecharge } from '@/domain/recharge/online-queries';

/** The way on to the partner's own platform, where its address is set: says that it leaves the console, to which host, and what is told there. */
export async function ContinueCard({ recharge: { id, state } }: { recharge: OnlineRecharge }) {
  const [actor, scope, t] = await Promise.all([
    requireActor(),
    requireScope('recharge.read'),
    getTranslations('callbacks.continue'),
  ]);
  const { rechargeUrl } = await findCallbacks(scope);
  if (state !== 'paid' || !rechargeUrl || !may(actor, 'recharge.pay_online')) return null;
  const { host } = rechargeUrl;
  return (
    <Card title={t('title')}>
      <div className="flex max-w-3xl flex-col gap-3">
        <p>{t('text', { host, brand: brandName() })}</p>
        <p className="text-muted">{t('told')}</p>
        <HostWarning callback={rechargeUrl} />
        <p>
          <a href={`/funds/recharge/online/${id}/continue`} className={buttonClass('primary', 'medium')}>
            {t('go', { host })}
          </a>
        </p>
      </div>
    </Card>
  );
}
