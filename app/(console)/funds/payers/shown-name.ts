import type { Payer } from '@/domain/recharge/payer-queries';
import { maskName } from '@/lib/mask';

/** A payer's name as the reader may see it: that of a person in full only to those who keep the agreements. */
export const shownName = ({ payerName, payerType }: Payer, mayManage: boolean): string =>
  payerType === 'individual' && !mayManage ? maskName(payerName) : payerName;
