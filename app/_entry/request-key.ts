import { newId } from '@/lib/id';

/**
 * A key for one request that must act once. Made by the server when it renders a form or a review, so that a reload, a
 * second press and a retry send the same one.
 *
 * @source design/decisions.md 10
 */
export const newRequestKey = (): string => newId('event').slice('evt_'.length);
