import { isConnectionTrouble, sqlState } from '@/db/client';

/**
 * Whether `error` means that the database is away, overloaded or too slow, rather than that we made a mistake: the same request may work later.
 *
 * @source design/decisions.md 30
 */
export const isOutage = (error: unknown): boolean =>
  isConnectionTrouble(error) || ['55P03', '57014', '25P03', '40P01', '40001'].includes(sqlState(error) ?? '');
