import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { setCodesInput } from './input';

/**
 * Switches on or off that sensitive operations of the actor's organization ask its people for a code. Switching it off is such an operation
 * itself, since whoever asks is in an organization where it is on.
 *
 * @source spec/11 §11.4, §11.5
 */
export const setCodes = command({
  name: 'organization.set_codes',
  permission: 'security.change',
  returns: 'organization',
  input: setCodesInput,
  refusals: [],
  sensitive: 'if_asked',
  async run({ actor, tx }, { areAsked }) {
    const { organizations } = schema;
    const [organization] = await tx
      .select({ asksForCodes: organizations.asksForCodes })
      .from(organizations)
      .where(eq(organizations.id, actor.organizationId))
      .for('no key update');
    invariant(organization, 'whoever asks belongs to an organization');
    await tx
      .update(organizations)
      .set({ asksForCodes: areAsked === 'yes' })
      .where(eq(organizations.id, actor.organizationId));
    const detail = { areAsked: areAsked === 'yes', areAskedWas: organization.asksForCodes };
    return { id: actor.organizationId, audit: { detail } };
  },
});
