import { requireScope } from '@/app/_entry/session';
import { writeSpMetadata } from '@/domain/open-access/sp-metadata';
import { env } from '@/lib/env';

/** Our metadata as a file, for the identity provider of the partner's platform. */
export async function GET(): Promise<Response> {
  await requireScope('open_access.read');
  return new Response(await writeSpMetadata(env().NEXTAUTH_URL), {
    headers: {
      'Content-Type': 'application/samlmetadata+xml',
      'Content-Disposition': 'attachment; filename="sp-metadata.xml"',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-store',
    },
  });
}
