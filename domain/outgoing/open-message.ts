import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { messageInput } from './input';

/**
 * Lets the actor's session read one message and whom it went to for a minute. All it leaves is the audit row, which is also what
 * `findOpened` goes by: what others were sent, codes and links among it, is nobody's to read unnoticed.
 *
 * @source docs/decisions/0011-masking.md
 */
export const openMessage = command({
  name: 'messages.open',
  permission: 'messages.read',
  returns: 'message',
  input: messageInput,
  refusals: ['message_not_found'],
  async run({ tx, refuse }, { messageId }) {
    const { outgoingMessages } = schema;
    const [message] = await tx
      .select({ template: outgoingMessages.template })
      .from(outgoingMessages)
      .where(eq(outgoingMessages.id, messageId));
    if (!message) return refuse('message_not_found');
    return { id: messageId, audit: { detail: { template: message.template } } };
  },
});
