import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { messageInput } from './input';

/** Puts a mail that was given up back among those that wait, with all its attempts before it. */
export const retryMessage = command({
  name: 'messages.retry',
  permission: 'messages.retry',
  returns: 'message',
  input: messageInput,
  refusals: ['message_not_found', 'message_not_failed'],
  async run({ tx, refuse }, { messageId }) {
    const { outgoingMessages } = schema;
    const [message] = await tx
      .select({ state: outgoingMessages.state, problem: outgoingMessages.problem })
      .from(outgoingMessages)
      .where(eq(outgoingMessages.id, messageId))
      .for('no key update');
    if (!message) return refuse('message_not_found');
    if (message.state !== 'failed') return refuse('message_not_failed');
    await tx
      .update(outgoingMessages)
      .set({ state: 'waiting', attempts: 0, problem: null, nextAt: sql`clock_timestamp()` })
      .where(eq(outgoingMessages.id, messageId));
    return { id: messageId, audit: { detail: { problem: message.problem } } };
  },
});
