import type { SearchParams } from '@/components/table/hrefs';
import { MoneyDialog } from '../../../../funds/_money/money-dialog';

export default function ReclaimReviewDialog({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <MoneyDialog direction="reclaim" step="review" searchParams={searchParams} />;
}
