import { useTranslations } from 'next-intl';
import { Tabs } from '@/components/ui/tabs';
import { createdKinds } from '@/domain/identity/organization-input';

/** The kinds there are to make, as links: the choice stands in the address. */
export function KindChoice({ kind }: { kind: string }) {
  const t = useTranslations('operations.organizations');
  const common = useTranslations('common');
  return (
    <Tabs
      label={t('kind')}
      tabs={createdKinds.map((each) => ({
        label: common(`kinds.${each}`),
        href: `/operations/organizations/new?kind=${each}`,
        isCurrent: each === kind,
      }))}
    />
  );
}
