import { requireScope } from '@/app/_entry/session';
import { receiptFile } from '../../receipt-file';

/** The receipt a partner has shown with its own claim. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope] = await Promise.all([params, requireScope('recharge.read')]);
  return receiptFile(scope, id);
}
