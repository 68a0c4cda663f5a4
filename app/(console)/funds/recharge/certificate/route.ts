import { notFound } from 'next/navigation';
import { brandName } from '@/app/_entry/appearance';
import { requireScope } from '@/app/_entry/session';
import { writeCertificate } from '@/domain/recharge/certificate';
import { findRemittanceAccount } from '@/domain/recharge/remittance-queries';
import { byteStream } from '@/lib/byte-stream';

/** The certificate of the reader's own account, in the language asked for; there is none of an account that is closed. */
export async function GET(request: Request): Promise<Response> {
  const scope = await requireScope('recharge.read');
  const account = await findRemittanceAccount(scope);
  if (!account || account.isClosed) return notFound();
  const language = new URL(request.url).searchParams.get('language') === 'en' ? 'en' : 'zh-CN';
  const about = { language, timeZone: scope.timeZone, madeAt: new Date(), author: brandName() } as const;
  return new Response(byteStream(writeCertificate(account, about)), {
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `attachment; filename="remittance-account-${account.number.slice(-4)}-${language}.pdf"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-store',
    },
  });
}
