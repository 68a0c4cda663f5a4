import { command } from '@/domain/command';
import { decidePosting, holdOpenPosting } from './hold-posting';
import { rejectPostingInput } from './posting-input';

/** A no to what was proposed: the line stays in suspense and can be decided about anew. A claim that led to it stays submitted. */
export const rejectPosting = command({
  name: 'postings.reject',
  permission: 'reconciliation.post',
  returns: 'bankPosting',
  input: rejectPostingInput,
  refusals: ['posting_not_found', 'posting_decided'],
  async run(context, { postingId, note }) {
    const { posting } = await holdOpenPosting(context, postingId);
    await decidePosting(context.tx, postingId, { state: 'rejected', by: context.actor.userId, note });
    const { lineId, kind, partnerId } = posting;
    return { id: postingId, audit: { detail: { lineId, kind, organizationId: partnerId, note } } };
  },
});
