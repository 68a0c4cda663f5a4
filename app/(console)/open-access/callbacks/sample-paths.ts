import { type CallbackName, callbackNames } from '@/domain/open-access/callback-input';

/** How each callback is called in addresses. */
export const samplePaths = {
  orderPaymentUrl: 'order-payment',
  rechargeUrl: 'recharge',
} as const satisfies Record<CallbackName, string>;

/** The callback an address speaks of; undefined for any other word. */
export const callbackOfPath = (path: string): CallbackName | undefined =>
  callbackNames.find((name) => samplePaths[name] === path);
