import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { reserveProspectInput } from './report-input';

/**
 * Keeps a prospect from being reported: whose it is, and the number or address it is known by.
 *
 * @source spec/01 §1.2
 */
export const reserveProspect = command({
  name: 'prospects.reserve',
  permission: 'onboarding.review',
  returns: 'prospect',
  input: reserveProspectInput,
  refusals: [],
  async run({ actor, tx, newId: id }, input) {
    const { organizationId, rootId, userId: createdBy } = actor;
    await tx.insert(schema.reservedProspects).values({ id, organizationId, rootId, createdBy, ...input });
    return { id, audit: { detail: { owner: input.owner, customerName: input.name } } };
  },
});
