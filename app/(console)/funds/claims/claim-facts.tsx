import { Download } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { buttonClass } from '@/components/ui/button-class';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { iconSize } from '@/components/ui/icon-size';
import { When } from '@/components/when';
import type { Claim } from '@/domain/reconciliation/claim-queries';
import { PayerText } from './payer-text';

/** What was claimed, by whom, and what came of it. `items` are those only its reader sees. */
export async function ClaimFacts({
  claim,
  items = [],
}: {
  claim: Claim;
  items?: readonly { label: string; value: React.ReactNode }[];
}) {
  const [t, common] = await Promise.all([getTranslations('claims'), getTranslations('common')]);
  return (
    <Card title={t('facts')}>
      <DescriptionList
        items={[
          ...items,
          { label: common('amount'), value: <Amount value={claim.amount} /> },
          { label: t('bookedOn'), value: claim.bookedOn },
          { label: t('payer'), value: <PayerText claim={claim} text={claim.payerName} /> },
          {
            label: t('payerAccount'),
            value: claim.payerAccount === null ? undefined : <PayerText claim={claim} text={claim.payerAccount} />,
          },
          { label: common('note'), value: claim.note ?? undefined },
          { label: t('claimedBy'), value: claim.claimedBy },
          { label: t('claimedAt'), value: <When at={claim.claimedAt} /> },
          { label: t('decidedAt'), value: claim.decidedAt ? <When at={claim.decidedAt} /> : undefined },
          { label: t('decisionNote'), value: claim.decisionNote ?? undefined },
        ]}
      />
    </Card>
  );
}

/** The receipt: what it is, and the way to save it. Pictures are shown in small. */
export async function ReceiptCard({ claim, path }: { claim: Claim; path: string }) {
  const t = await getTranslations('claims.receipt');
  const { name, type, bytes, sha256 } = claim.receipt;
  const href = `${path}/${claim.id}/receipt`;
  return (
    <Card
      title={t('title')}
      actions={
        <a href={href} download className={buttonClass('secondary', 'small')}>
          <Download size={iconSize.text} aria-hidden />
          {t('download')}
        </a>
      }
    >
      <div className="flex flex-col gap-4">
        <DescriptionList
          items={[
            { label: t('name'), value: <span className="break-all">{name}</span> },
            { label: t('kind'), value: t(`kinds.${kinds[type]}`) },
            { label: t('size'), value: t('kilobytes', { count: Math.ceil(bytes / 1000) }) },
            { label: 'SHA-256', value: <code className="break-all text-xs">{sha256}</code> },
          ]}
        />
        {/* biome-ignore lint/performance/noImgElement: a picture somebody sent, which nothing of ours is to work on */}
        {type !== 'application/pdf' && <img src={href} alt={t('preview')} className="max-h-96 max-w-full self-start" />}
      </div>
    </Card>
  );
}

const kinds = { 'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpeg' } as const;
