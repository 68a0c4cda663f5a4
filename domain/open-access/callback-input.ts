import { z } from 'zod';
import type { OrganizationKind } from '@/db/schema/identity';
import { permissions } from '@/domain/permission';
import { optionalPublicUrl } from '@/lib/public-url';
import { seenInput } from '@/lib/seen-input';

/** Where a customer's browser comes back to on the partner's platform, by what was done here. */
export const callbackNames = ['orderPaymentUrl', 'rechargeUrl'] as const;
export type CallbackName = (typeof callbackNames)[number];

/** Whether organizations of that kind recharge at all: the others get their money from their distributor. @source spec/06 §6.2 */
export const mayRecharge = (kind: OrganizationKind): boolean =>
  (permissions['recharge.pay_online'].kinds as readonly OrganizationKind[]).includes(kind);

/** `state` is the parameter we add ourselves: one of the partner's own would stand there twice. */
const callbackUrl = optionalPublicUrl.refine(
  (href) => href === null || !new URL(href).searchParams.has('state'),
  'callback_has_state',
);

const notForThisKind = z
  .preprocess((value) => (value === '' ? null : value), z.null('not_for_this_kind').optional())
  .transform(() => null);

/** Both callback addresses as they shall be; empty is none. */
export const setCallbacksInput = (kind: OrganizationKind) =>
  z.strictObject({
    orderPaymentUrl: callbackUrl,
    rechargeUrl: mayRecharge(kind) ? callbackUrl : notForThisKind,
    seen: seenInput,
  });
