import { requireScope } from '@/app/_entry/session';
import { receiptFile } from '../../../../funds/claims/receipt-file';

/** The receipt of any claim, for the operator. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope] = await Promise.all([params, requireScope('reconciliation.read')]);
  return receiptFile(scope, id);
}
