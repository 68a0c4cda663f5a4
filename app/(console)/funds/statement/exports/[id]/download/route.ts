import { notFound } from 'next/navigation';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { downloadStatement } from '@/domain/exports/download-statement';
import { isId } from '@/lib/id';
import { fileAnswer } from '../../../../../_exports/file-answer';

/** A finished statement, piece by piece. Each time it is asked for, the audit keeps who got it. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope, actor] = await Promise.all([params, requireScope('statements.export'), requireActor()]);
  if (!isId('exportTask', id)) return notFound();
  const kept = await downloadStatement(actor, newRequestKey(), { taskId: id });
  return kept.ok ? fileAnswer(scope, 'statement', id) : notFound();
}
