import { eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';

const { organizations } = schema;

/** A partner that reports or invites, held until the transaction ends. */
export type DevelopingPartner = Awaited<ReturnType<typeof holdPartner>>;

/**
 * Reads the partner and keeps its rights from changing meanwhile.
 *
 * @param strength `no key update` also makes its reports wait for each other, so that two at once are counted one after the other
 */
export async function holdPartner(
  tx: Transaction,
  id: Id<'organization'>,
  strength: 'share' | 'no key update' = 'share',
) {
  const [row] = await tx
    .select({
      id: organizations.id,
      rootId: organizations.rootId,
      kind: organizations.kind,
      name: organizations.name,
      nameEn: organizations.nameEn,
      mobile: organizations.mobile,
      email: organizations.email,
      timeZone: organizations.timeZone,
      state: organizations.state,
      developsCustomers: organizations.developsCustomers,
    })
    .from(organizations)
    .where(eq(organizations.id, id))
    .for(strength);
  invariant(row, 'whoever reports or is reported to has an organization');
  return row;
}

/** What keeps a partner from developing customers at all. @source spec/01 §1.2, §1.4, §1.8 */
export function developmentProblem({
  state,
  developsCustomers,
}: DevelopingPartner): 'organization_frozen' | 'development_not_allowed' | undefined {
  if (state === 'frozen') return 'organization_frozen';
  return developsCustomers ? undefined : 'development_not_allowed';
}
