import { command } from '@/domain/command';
import { freezeHeld, frozenEvent, holdOrganization } from './freezing';
import { freezeOrganizationInput, partnerKinds } from './organization-input';

/**
 * Stops a partner: it neither pays nor reclaims, its people are signed out, its API keys are declined. Its money stays where it is.
 *
 * Partners only: the operator cannot freeze itself, and customers have a command of their own.
 *
 * @source design/decisions.md 43, quality/acceptance.md T13
 */
export const freezeOrganization = command({
  name: 'organizations.freeze',
  permission: 'organizations.freeze',
  returns: 'organization',
  input: freezeOrganizationInput,
  refusals: ['organization_not_found', 'already_frozen'],
  async run({ tx, refuse }, { organizationId, reason }) {
    const held = await holdOrganization(tx, organizationId);
    if (!held || !partnerKinds.some((kind) => kind === held.kind)) return refuse('organization_not_found');
    if (held.state === 'frozen') return refuse('already_frozen');
    const endedSessions = await freezeHeld(tx, organizationId, reason);
    return {
      id: organizationId,
      audit: { detail: { reason, endedSessions } },
      events: [frozenEvent('organization.frozen', held, organizationId)],
    };
  },
});
