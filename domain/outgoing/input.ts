import { z } from 'zod';
import { idOf } from '@/lib/id';

/** A message, by id. */
export const messageInput = z.strictObject({ messageId: idOf('message') });
