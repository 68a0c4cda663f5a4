import { notFound } from 'next/navigation';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { downloadExport } from '@/domain/exports/download-export';
import { isId } from '@/lib/id';
import { fileAnswer } from '../../../../_exports/file-answer';

/** A finished file, piece by piece. Each time it is asked for, the audit keeps who got it. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope, actor] = await Promise.all([params, requireScope('customers.export'), requireActor()]);
  if (!isId('exportTask', id)) return notFound();
  const kept = await downloadExport(actor, newRequestKey(), { taskId: id });
  return kept.ok ? fileAnswer(scope, 'customers', id) : notFound();
}
