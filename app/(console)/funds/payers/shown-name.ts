import { maskName } from '@/lib/mask';

/** A payer's name as the reader may see it: that of a person in full only to those who keep the agreements. */
export const shownName = (payerName: string, isPerson: boolean, mayManage: boolean): string =>
  isPerson && !mayManage ? maskName(payerName) : payerName;
