import { notFound } from 'next/navigation';
import { requireScope } from '@/app/_entry/session';
import { findInvitation } from '@/domain/onboarding/invitation-queries';
import { isId } from '@/lib/id';
import { qrFile } from '@/lib/qr';

/** The QR code of a link as a file. A mail has none, and what is out of reach does not exist. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope] = await Promise.all([params, requireScope('onboarding.read')]);
  const invitation = isId('invitation', id) ? await findInvitation(scope, id) : undefined;
  if (!invitation?.address) return notFound();
  return new Response(qrFile(invitation.address), {
    headers: {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Content-Disposition': `attachment; filename="${invitation.id}.svg"`,
      'Cache-Control': 'private, no-store',
    },
  });
}
