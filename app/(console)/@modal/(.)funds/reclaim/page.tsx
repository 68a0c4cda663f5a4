import type { SearchParams } from '@/components/table/hrefs';
import { MoneyDialog } from '../../../funds/_money/money-dialog';

export default function ReclaimDialog({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <MoneyDialog direction="reclaim" step="edit" searchParams={searchParams} />;
}
