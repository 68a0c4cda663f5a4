import type { Actor } from '@/domain/actor';
import { newId } from '@/lib/id';
import { notifyAt, resultOf } from './association-results';
import type { Principal } from './every-command';
import { freshKey } from './world';

/** For each command about what is sent to partners' platforms an input that is right in every respect: the part of `validInput` about them. */
export const callbackInputs = {
  'association_results.send_again': async ({ organizationId: id, rootId, kind }, { customer }) => {
    // The operator has no platform that could hear of results.
    if (kind === 'operator') return { associationResultId: newId('associationResult') };
    await notifyAt({ id, rootId }, 'https://shop.example/bind');
    return { associationResultId: await resultOf({ id, rootId }, customer.customerId) };
  },
  'association_results.test': async ({ organizationId: id, rootId, kind }) => {
    if (kind !== 'operator') await notifyAt({ id, rootId }, 'https://shop.example/bind');
    return {};
  },
  // Another address each time: the one in force is refused.
  'callbacks.set': async () => ({ orderPaymentUrl: `https://shop.example/${freshKey()}` }),
} satisfies Record<string, (actor: Actor, principal: Principal) => Promise<Record<string, unknown>>>;
