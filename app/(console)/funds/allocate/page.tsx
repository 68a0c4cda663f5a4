import type { SearchParams } from '@/components/table/hrefs';
import { MoneyPage, moneyTitle } from '../_money/money-page';

export const generateMetadata = () => moneyTitle('allocate');

export default function AllocatePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <MoneyPage direction="allocate" step="edit" searchParams={searchParams} />;
}
