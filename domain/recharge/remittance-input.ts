import { z } from 'zod';

/** Nothing has to be said: the number is cut from the operator's default account. */
export const openRemittanceAccountInput = z.strictObject({});

/** Where the details of the account are sent: both are on file, none is typed. */
export const sendRemittanceDetailsInput = z.strictObject({ to: z.enum(['mail', 'phone'], 'required') });
