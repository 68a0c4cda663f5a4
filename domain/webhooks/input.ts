import { z } from 'zod';
import { idOf } from '@/lib/id';
import { publicUrl } from '@/lib/public-url';
import { seenInput } from '@/lib/seen-input';
import { optionalText } from '@/lib/text';
import { asOfMoment } from '@/lib/zoned-time';
import { isWebhookType } from './event-types';
import { replayChoices } from './model';

/** Every type, or those that are chosen. */
const everyType = z
  .union([z.boolean(), z.enum(['yes', 'no'])])
  .optional()
  .transform((value) => value === true || value === 'yes');

const types = z
  .union([z.string(), z.array(z.string()).max(100, 'too_many')])
  .optional()
  .transform((chosen = []) => [...new Set(typeof chosen === 'string' ? [chosen] : chosen)].toSorted())
  .refine((chosen) => chosen.every(isWebhookType), 'invalid_id');

const what = {
  url: publicUrl,
  description: optionalText(128).transform((text) => text ?? ''),
  everyType,
  types,
};

/** Every type, also those that come later, is `null`; who wants only some chooses at least one. */
const withTypes = <Endpoint extends { everyType: boolean; types: string[] }>(
  { everyType, types: chosen, ...endpoint }: Endpoint,
  context: z.core.$RefinementCtx,
): Omit<Endpoint, 'everyType' | 'types'> & { types: string[] | null } => {
  if (!everyType && chosen.length === 0)
    context.addIssue({ code: 'custom', path: ['types'], message: 'types_missing' });
  return { ...endpoint, types: everyType ? null : chosen };
};

/** Where events are sent, and which. */
export const createEndpointInput = z.strictObject(what).transform(withTypes);
export const changeEndpointInput = z
  .strictObject({ webhookEndpointId: idOf('webhookEndpoint'), ...what, seen: seenInput })
  .transform(withTypes);

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
