import { z } from 'zod';
import { idOf } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { optionalText, plainText } from '@/lib/text';
import { momentOf } from '@/lib/zoned-time';
import { payerAgreementVersion } from './agreement-model';

/** What a payer is, what it is to the partner, and why it pays. @source spec/06 §6.3 */
export const payerTypes = ['enterprise', 'individual'] as const;
export const payerRelationships = ['affiliate', 'creditor_debtor', 'other'] as const;
export const payerReasons = ['on_behalf', 'debt', 'other'] as const;

/** Somebody whose transfers are to count as the partner's own. The edition of the agreement is the one that was read. */
export const addPayerInput = (timeZone: string) =>
  z.strictObject({
    payerName: plainText(128).refine((name) => payerNameKey(name) !== '', 'required'),
    payerType: z.enum(payerTypes, 'required'),
    relationship: z.enum(payerRelationships, 'required'),
    reason: z.enum(payerReasons, 'required'),
    note: optionalText(256),
    /** The last day on which it counts; without one it counts until it is made void. */
    expiresOn: momentOf('end', timeZone),
    agreementVersion: z.literal(payerAgreementVersion, 'agreement_changed'),
    consent: z.union([z.literal(true), z.literal('yes')], 'required'),
  });

export const voidPayerInput = z.strictObject({ payerId: idOf('entrustedPayer') });
