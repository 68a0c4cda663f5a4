import { and, eq, inArray } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { partnerKinds } from '@/domain/identity/organization-input';
import { grantDevelopmentInput } from './report-input';

const { organizations } = schema;

/**
 * Gives a partner the right to report and invite customers, or takes it. What it has reported and sent stays as it is; nobody joins while
 * the right is missing.
 *
 * @source spec/01 §1.2, §1.4
 */
export const grantDevelopment = command({
  name: 'organizations.grant_development',
  permission: 'onboarding.grant',
  returns: 'organization',
  input: grantDevelopmentInput,
  refusals: ['organization_not_found'],
  async run({ tx, refuse }, { organizationId, develops }) {
    const isPartner = and(eq(organizations.id, organizationId), inArray(organizations.kind, [...partnerKinds]));
    const [partner] = await tx
      .select({ developsCustomers: organizations.developsCustomers })
      .from(organizations)
      .where(isPartner)
      .for('no key update');
    if (!partner) return refuse('organization_not_found');
    const develop = develops === 'yes';
    await tx.update(organizations).set({ developsCustomers: develop }).where(isPartner);
    return {
      id: organizationId,
      audit: { detail: { developsCustomersWas: partner.developsCustomers, developsCustomers: develop } },
    };
  },
});
