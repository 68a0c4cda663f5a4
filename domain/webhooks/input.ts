import { z } from 'zod';
import { idOf } from '@/lib/id';
import { asOfMoment } from '@/lib/zoned-time';
import { replayChoices } from './model';

/** An endpoint, by id. */
export const endpointInput = z.strictObject({ webhookEndpointId: idOf('webhookEndpoint') });
/** One of an endpoint's secrets, by id. */
export const secretInput = z.strictObject({ webhookSecretId: idOf('webhookSecret') });
/** A delivery, by id. */
export const deliveryInput = z.strictObject({ webhookDeliveryId: idOf('webhookDelivery') });

/** The beginning of a second, by wall clock in `timeZone` (`2026-09-30T23:59`) or as an instant with its offset. */
const momentIn = (timeZone: string) =>
  z.string('required').transform((text, context): Date => {
    const end = text.includes('T') ? asOfMoment(text, timeZone) : undefined;
    if (end) return new Date(end.getTime() - end.getUTCMilliseconds());
    context.addIssue({ code: 'custom', message: text === '' ? 'required' : 'invalid_date' });
    return z.NEVER;
  });

/** A range of events by when they happened, `from` until but not including `to`; until now where that is missing. */
export const replayInput = (timeZone: string) =>
  z
    .strictObject({
      webhookEndpointId: idOf('webhookEndpoint'),
      which: z.enum(replayChoices),
      from: momentIn(timeZone),
      to: momentIn(timeZone).nullish(),
    })
    .refine(({ from, to }) => !to || to > from, { path: ['to'], message: 'end_before_start' });
