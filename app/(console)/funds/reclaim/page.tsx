import type { SearchParams } from '@/components/table/hrefs';
import { MoneyPage, moneyTitle } from '../_money/money-page';

export const generateMetadata = () => moneyTitle('reclaim');

export default function ReclaimPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <MoneyPage direction="reclaim" step="edit" searchParams={searchParams} />;
}
