import type { OrganizationKind } from '@/domain/actor';
import type { NoticeLine } from '@/domain/notices/queries';
import { isId, type Kind } from '@/lib/id';

/** Where a notice's record is for its reader, by the kind of organization they belong to; undefined where they have no page of it. */
export function noticePlace(
  reader: OrganizationKind,
  { kind, subjectId, facts }: Pick<NoticeLine, 'kind' | 'subjectId' | 'facts'>,
): string | undefined {
  /** The page of one thing, where the notice names one of that kind. */
  const one = (of: Kind, path: string, id: unknown = subjectId) => (isId(of, id) ? `${path}/${id}` : undefined);
  if (kind === 'export.finished') return '/customers/exports';
  if (reader === 'operator') return kind === 'report.submitted' ? one('report', '/operations/reports') : undefined;
  if (kind.startsWith('association_change.')) return one('associationChange', '/association-changes');
  if (kind === 'customer.left') return one('associationChange', '/association-changes', facts['changeId']);
  if (reader === 'customer') return kind.startsWith('funds.') ? '/my-account' : '/my-partner';
  if (kind.startsWith('report.')) return one('report', '/onboarding/reports');
  if (kind.startsWith('funds.')) return one('adjustment', '/funds/adjustments');
  if (kind === 'association.failed') return '/onboarding/history';
  if (kind === 'recharge.credited') return '/funds';
  return one('customer', '/customers', facts['customerId']);
}
