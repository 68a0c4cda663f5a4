import { command } from '@/domain/command';
import { decidePosting, holdOpenPosting } from './hold-posting';
import { withdrawPostingInput } from './posting-input';

/** Takes back what one has proposed oneself, before anybody has decided. For everybody else there is the no. */
export const withdrawPosting = command({
  name: 'postings.withdraw',
  permission: 'reconciliation.post',
  returns: 'bankPosting',
  input: withdrawPostingInput,
  refusals: ['posting_not_found', 'posting_decided', 'not_permitted'],
  async run(context, { postingId }) {
    const { posting } = await holdOpenPosting(context, postingId);
    if (posting.proposedBy !== context.actor.userId) return context.refuse('not_permitted');
    await decidePosting(context.tx, postingId, { state: 'withdrawn', by: context.actor.userId, note: null });
    const { lineId, kind, partnerId } = posting;
    return { id: postingId, audit: { detail: { lineId, kind, organizationId: partnerId } } };
  },
});
