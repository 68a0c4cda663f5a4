import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { testNotificationInput } from './association-result-input';

const { accessConfigurations, associationResults } = schema;

/** Tests a minute and organization. @source quality/acceptance.md W5 */
const testsAMinute = 5;

/**
 * Sends a result that is about nobody to the address for results, once and without further attempts. Five times a minute at most for the
 * organization, which is held while they are counted.
 *
 * @source quality/acceptance.md W5
 */
export const testNotification = command({
  name: 'association_results.test',
  permission: 'open_access.configure',
  returns: 'associationResult',
  input: testNotificationInput,
  refusals: ['notification_url_missing', 'too_many_tests'],
  async run({ tx, actor, newId: id, refuse }) {
    const { organizationId, rootId } = actor;
    await holdOrganization(tx, organizationId);
    const [configuration] = await tx
      .select({ notificationUrl: accessConfigurations.notificationUrl })
      .from(accessConfigurations)
      .where(eq(accessConfigurations.organizationId, organizationId));
    const notificationUrl = configuration?.notificationUrl;
    if (!notificationUrl) return refuse('notification_url_missing');
    const lately = and(
      eq(associationResults.organizationId, organizationId),
      isNull(associationResults.eventId),
      sql`${associationResults.createdAt} > clock_timestamp() - interval '1 minute'`,
    );
    if ((await tx.$count(associationResults, lately)) >= testsAMinute) return refuse('too_many_tests');
    await tx.insert(associationResults).values({ id, organizationId, rootId, bindAction: 0 });
    return { id, audit: { detail: { notificationUrl } } };
  },
});
