import { useTranslations } from 'next-intl';
import type { RefusalCode } from '@/domain/refusal';

/** What is shown of an invitation that nobody can use any more, or not now. */
export function InvitationOver({ partner, problem }: { partner: string; problem: RefusalCode }) {
  const t = useTranslations('join');
  const refusals = useTranslations('refusals');
  return (
    <>
      <h1 className="text-xl">{t('overTitle')}</h1>
      <p className="mt-2">{refusals(problem)}</p>
      <p className="mt-2 text-muted">{t('overText', { partner })}</p>
    </>
  );
}
