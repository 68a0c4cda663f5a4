import { and, eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { grantFreezingInput } from './input';

const { organizations } = schema;

/**
 * Lets a reseller freeze its customers itself, or no longer. What it has frozen stays so; its distributor can always act for it.
 *
 * @source spec/01 §1.8
 */
export const grantFreezing = command({
  name: 'resellers.grant_freezing',
  permission: 'resellers.grant',
  returns: 'organization',
  input: grantFreezingInput,
  refusals: ['reseller_not_found'],
  async run({ tx, actor, refuse }, { resellerId, granted }) {
    const [reseller] = await tx
      .select({ id: organizations.id, freezesCustomers: organizations.freezesCustomers })
      .from(organizations)
      .where(
        and(
          eq(organizations.id, resellerId),
          eq(organizations.parentId, actor.organizationId),
          eq(organizations.kind, 'reseller'),
        ),
      )
      .for('no key update');
    if (!reseller) return refuse('reseller_not_found');
    await tx
      .update(organizations)
      .set({ freezesCustomers: granted === 'yes' })
      .where(eq(organizations.id, reseller.id));
    return {
      id: resellerId,
      audit: { detail: { granted, grantedWas: reseller.freezesCustomers ? 'yes' : 'no' } },
    };
  },
});
