import type { World } from '@/tests/world';
import type { Canary } from './canary-server';
import type { Example } from './page-examples';

const who = (world: World) => world.operator;
const pageOf = (path: string, prefix: string, owner: string) => (canary: Canary) =>
  `${path}/${canary.things.find(({ id, of }) => id.startsWith(prefix) && of === owner)?.id ?? ''}`;

/** For every page about transfers that are recorded by hand somebody who may see it, and what to open. */
export const bankTransferExamples: Readonly<Record<string, Example>> = {
  '/operations/bank-transfers': { who },
  '/operations/bank-transfers/[id]': { who, path: pageOf('/operations/bank-transfers', 'btr_', 'S1') },
  '/operations/bank-transfers/new': { who },
  '/operations/bank-transfers/proposals': { who },
  '/operations/bank-transfers/proposals/[id]': {
    who,
    path: pageOf('/operations/bank-transfers/proposals', 'btp_', 'V'),
  },
  '/operations/bank-transfers/review': {
    who,
    path: ({ world }) =>
      `/operations/bank-transfers/review?organizationId=${world.s1.id}&amount=1.00&payerName=P&bankReference=B-1&receivedOn=2026-11-01&note=`,
  },
};
