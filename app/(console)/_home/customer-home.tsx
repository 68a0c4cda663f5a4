import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { FigureTile, TileRow } from '@/components/ui/card';
import { listMovements } from '@/domain/funds/statement-queries';
import { getBalance } from '@/domain/ledger/statements';
import { may } from '@/domain/permission';
import { MovementTable } from '../funds/movement-table';
import { CouponsTile } from '../my-account/coupons-tile';
import { OpenRequestsTile } from './open-requests-tile';

/** What a customer asks first: what is left. */
export async function CustomerHome() {
  const [scope, actor, t] = await Promise.all([requireScope('balance.read'), requireActor(), getTranslations('home')]);
  const [balance, { rows }] = await Promise.all([getBalance(scope), listMovements(scope, { limit: 5 })]);
  return (
    <>
      <TileRow>
        <FigureTile
          label={t('balance')}
          value={<Amount value={balance} />}
          note={t('balanceNote')}
          href="/my-account"
        />
        <CouponsTile />
        {may(actor, 'association_changes.read') && <OpenRequestsTile askedBy="partner" />}
      </TileRow>
      <section aria-label={t('recentMovements')}>
        <h2 className="mb-2 text-lg">{t('recentMovements')}</h2>
        {rows.length === 0 ? (
          <p className="text-muted">{t('noMovements')}</p>
        ) : (
          <MovementTable rows={rows} caption={t('recentMovements')} words="myaccount" />
        )}
      </section>
    </>
  );
}
