import type { World } from '@/tests/world';
import type { Canary } from './canary-server';
import type { Example } from './page-examples';

const operator = (world: World) => world.operator;
const partner = (world: World) => world.s1;
/** The one that was made last. */
const last =
  (prefix: string, path: string) =>
  ({ things }: Canary) =>
    path.replace(':id', things.findLast(({ id }) => id.startsWith(prefix))?.id ?? '');

/** Of recharge and withdrawal, pages that have no address of their own. */
export const rechargeOthers: Readonly<Record<string, Example>> = {
  'a withdrawal to a bank card that cannot be': {
    who: partner,
    path: () => '/funds/withdrawals/new?kind=bank_card&amount=1e3&checked=1',
  },
  'transfers that were found': { who: partner, path: () => '/funds/claims?payerName=CNRY-payer&amount=100.00' },
  'a reversal and what it may take back': { who: operator, path: last('bln_', '/operations/bank-lines/:id') },
  'what somebody wants to take back': { who: operator, path: last('bpo_', '/operations/postings/:id?done=proposed') },
};
