import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { reclaimFromReseller } from '@/domain/funds/reclaim-from-reseller';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import {
  allocateFundsAction,
  allocateToResellerAction,
  reclaimFromResellerAction,
  reclaimFundsAction,
} from '../actions';

/** The command behind each page, to preview with, and the action that runs it. */
export const moneyMoves = {
  allocate: {
    customer: { command: allocateFunds, action: allocateFundsAction },
    reseller: { command: allocateToReseller, action: allocateToResellerAction },
  },
  reclaim: {
    customer: { command: reclaimFunds, action: reclaimFundsAction },
    reseller: { command: reclaimFromReseller, action: reclaimFromResellerAction },
  },
} as const;
