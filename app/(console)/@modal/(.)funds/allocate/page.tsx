import type { SearchParams } from '@/components/table/hrefs';
import { MoneyDialog } from '../../../funds/_money/money-dialog';

export default function AllocateDialog({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <MoneyDialog direction="allocate" step="edit" searchParams={searchParams} />;
}
