import { sealTestOrder, sealTestRefund } from '@/domain/recharge/test-provider';
import { newId } from '@/lib/id';
import { yuan } from '@/tests/recharge';
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
  '/test-provider/pay/[token]': {
    path: () => {
      const orderId = newId('onlineRecharge');
      const order = { orderId, amount: '123.45', currency: 'CNY', returnPath: '/funds/recharge/online' };
      return `/test-provider/pay/${sealTestOrder(order)}?sent=twice&answers=200-200`;
    },
  },
  '/test-provider/refund/[token]': {
    path: () => {
      const ids = { id: newId('paymentRefund'), rechargeId: newId('onlineRecharge') };
      const token = sealTestRefund({ ...ids, payment: 'TP1', amount: yuan('3.00') });
      return `/test-provider/refund/${token}?sent=twice&answers=200-200`;
    },
  },
  '/operations/online-recharges': { who, path: () => '/operations/online-recharges?view=notifications' },
  '/operations/online-recharges/[id]': { who, path: rechargeAt('/operations/online-recharges') },
};

const refundAt =
  (path: string) =>
  ({ things }: Canary) =>
    `${path}/${things.findLast(({ id, of }) => id.startsWith('wdr_') && of === 'S1')?.id ?? ''}`;

/** States of other pages: what a provider was asked to give back. */
export const onlineOthers: Readonly<Record<string, Example>> = {
  'a refund that a provider was asked for': { who: partner, path: refundAt('/funds/withdrawals') },
  'the same as the operator sees it': { who, path: refundAt('/operations/withdrawals') },
};
