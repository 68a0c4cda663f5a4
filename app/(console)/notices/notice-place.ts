import type { OrganizationKind } from '@/domain/actor';
import type { NoticeLine } from '@/domain/notices/queries';
import { isId } from '@/lib/id';

/** Where a notice's record is for its reader, by the kind of organization they belong to; undefined where they have no page of it. */
export function noticePlace(reader: OrganizationKind, { kind, subjectId, facts }: NoticeLine): string | undefined {
  if (reader === 'operator') return kind === 'report.submitted' ? '/operations/reports' : undefined;
  if (kind.startsWith('association_change.') || kind === 'customer.left') return '/association-changes';
  if (reader === 'customer') return kind.startsWith('funds.') ? '/my-account' : '/my-partner';
  if (kind.startsWith('report.') || kind === 'association.failed') return '/onboarding';
  if (kind === 'recharge.credited') return '/funds';
  if (kind === 'export.finished') return '/customers/exports';
  if (kind.startsWith('funds.')) return isId('adjustment', subjectId) ? `/funds/adjustments/${subjectId}` : undefined;
  return isId('customer', facts['customerId']) ? `/customers/${facts['customerId']}` : undefined;
}
