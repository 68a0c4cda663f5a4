import type { AccessContact } from '@/db/schema/open-access';
import type { ShownValues } from '@/domain/seen-values';
import { readPublicUrl } from '@/lib/public-url';
import type { CallbackName } from './callback-input';
import { contactRows } from './configuration-model';

/** What the form for contacts is filled in with: a row for each. */
export const shownContacts = (contacts: readonly AccessContact[]): ShownValues =>
  Object.fromEntries(
    contactRows.flatMap((n): [string, string | null][] => {
      const { name = null, mobile = null, email = null } = contacts[n - 1] ?? {};
      return [
        [`name${n}`, name],
        [`mobile${n}`, mobile],
        [`email${n}`, email],
      ];
    }),
  );

/** What the form for attachments is filled in with. The secret is known by when it was entered. */
export const shownAttachments = (bucket?: {
  readonly attachmentsOn: boolean;
  readonly bucketName: string | null;
  readonly bucketRegion: string | null;
  readonly bucketAccessKey: string | null;
  readonly secretSetAt: Date | null;
}): ShownValues => ({
  attachmentsOn: bucket?.attachmentsOn ?? false,
  bucketName: bucket?.bucketName ?? null,
  bucketRegion: bucket?.bucketRegion ?? null,
  bucketAccessKey: bucket?.bucketAccessKey ?? null,
  bucketSecret: bucket?.secretSetAt?.toISOString() ?? null,
});

/** What the form for callback addresses is filled in with: what could not be used is not shown either. */
export const shownCallbacks = (hrefs: Readonly<Record<CallbackName, string | null | undefined>>): ShownValues => ({
  orderPaymentUrl: usable(hrefs.orderPaymentUrl),
  rechargeUrl: usable(hrefs.rechargeUrl),
});

function usable(href: string | null | undefined): string | null {
  const read = readPublicUrl(href ?? '');
  return read.ok ? read.href : null;
}
