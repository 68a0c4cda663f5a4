import type { SearchParams } from '@/components/table/hrefs';
import { MoneyDialog } from '../../../../funds/_money/money-dialog';

export default function AllocateReviewDialog({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <MoneyDialog direction="allocate" step="review" searchParams={searchParams} />;
}
