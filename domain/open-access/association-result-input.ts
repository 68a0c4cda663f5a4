import { z } from 'zod';
import { idOf } from '@/lib/id';

/** A result of an association, by id. */
export const associationResultInput = z.strictObject({ associationResultId: idOf('associationResult') });

/** Testing the address says nothing but that. */
export const testNotificationInput = z.strictObject({});

/** How far a result has come. */
export const resultStates = ['waiting', 'delivered', 'failed', 'cancelled'] as const;
export type ResultState = (typeof resultStates)[number];
