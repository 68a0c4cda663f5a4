import { command } from '@/domain/command';
import { frozenEvent, holdOrganization, unfreezeHeld } from './freezing';
import { partnerKinds, unfreezeOrganizationInput } from './organization-input';

/** Lets a frozen partner work again. @source design/decisions.md 43 */
export const unfreezeOrganization = command({
  name: 'organizations.unfreeze',
  permission: 'organizations.freeze',
  returns: 'organization',
  input: unfreezeOrganizationInput,
  refusals: ['organization_not_found', 'not_frozen'],
  async run({ tx, refuse }, { organizationId }) {
    const held = await holdOrganization(tx, organizationId);
    if (!held || !partnerKinds.some((kind) => kind === held.kind)) return refuse('organization_not_found');
    if (held.state !== 'frozen') return refuse('not_frozen');
    await unfreezeHeld(tx, organizationId);
    return {
      id: organizationId,
      audit: { detail: { reasonWas: held.frozenReason } },
      events: [frozenEvent('organization.unfrozen', held, organizationId)],
    };
  },
});
