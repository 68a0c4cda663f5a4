import type { Actor } from '@/domain/actor';
import { freshKey } from './world';

/** For each command about what is sent to partners' platforms an input that is right in every respect: the part of `validInput` about them. */
export const callbackInputs = {
  // Another address each time: the one in force is refused.
  'callbacks.set': async () => ({ orderPaymentUrl: `https://shop.example/${freshKey()}` }),
} satisfies Record<string, (actor: Actor) => Promise<Record<string, unknown>>>;
