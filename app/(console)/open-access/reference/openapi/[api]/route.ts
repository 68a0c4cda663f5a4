import { notFound } from 'next/navigation';
import { requireScope } from '@/app/_entry/session';
import { openApiOf, referenceWords } from '@/app/_reference/documents';
import { apiNames } from '@/app/_reference/reference-operations';

/** An API of ours as an OpenAPI 3.1 document, with words in the reader's language. */
export async function GET(_request: Request, { params }: { params: Promise<{ api: string }> }): Promise<Response> {
  await requireScope('api_reference.read');
  const { api } = await params;
  const known = apiNames.find((name) => name === api);
  if (!known) return notFound();
  return new Response(`${JSON.stringify(openApiOf(known, await referenceWords()), null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/vnd.oai.openapi+json;version=3.1',
      'Content-Disposition': `attachment; filename="${known}-openapi.json"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-store',
    },
  });
}
