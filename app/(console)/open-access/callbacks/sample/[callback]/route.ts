import { notFound } from 'next/navigation';
import { requireScope } from '@/app/_entry/session';
import { redirectTo } from '@/app/_entry/sign-in-door';
import { findSampleContinuation } from '@/domain/open-access/callback-queries';
import { callbackOfPath } from '../../sample-paths';

/** On to the address that is set, with a signed sample, so that a partner sees what its page makes of it. */
export async function GET(_request: Request, { params }: { params: Promise<{ callback: string }> }): Promise<Response> {
  const [{ callback }, scope] = await Promise.all([params, requireScope('open_access.read')]);
  const name = callbackOfPath(callback);
  if (!name) return notFound();
  return redirectTo((await findSampleContinuation(scope, name)) ?? '/open-access/callbacks');
}
