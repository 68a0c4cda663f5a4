import type { World } from '@/tests/world';
import type { Canary } from './canary-server';
import type { Example } from './page-examples';

const who = (world: World) => world.operator;
const partner = (world: World) => world.s1;
const rechargeAt =
  (path: string) =>
  ({ things }: Canary) =>
    `${path}/${things.find(({ id, of }) => id.startsWith('onr_') && of === 'S1')?.id ?? ''}`;

/** For every page about online payments somebody who may see it, and what to open. */
export const onlineExamples: Readonly<Record<string, Example>> = {
  '/funds/recharge/online': { who: partner },
  '/funds/recharge/online/[id]': { who: partner, path: rechargeAt('/funds/recharge/online') },
  '/operations/online-recharges': { who, path: () => '/operations/online-recharges?view=notifications' },
  '/operations/online-recharges/[id]': { who, path: rechargeAt('/operations/online-recharges') },
};
