import type { NextRequest } from 'next/server';
import { may } from '@/domain/permission';
import { bankFileLimits } from '@/domain/reconciliation/model';
import { receiveBankFile } from '@/domain/reconciliation/receive-bank-file';
import { isFromOwnPage } from './origin';
import { readUpload } from './read-upload';
import { newRequestKey } from './request-key';
import { signInPath, usedBy } from './session';
import { redirectTo } from './sign-in-door';

const formPath = '/operations/bank-files/new';

/** Files that are read off the wire at the same moment: each may take twice its size in memory until it is stored. */
const atOnceMax = 4;
let atOnce = 0;

/**
 * The door for a bank's file: a plain form, answered with a redirect to the file, or back to the form with the reason. A server action
 * would hold the whole body, whatever its size.
 *
 * @source quality/acceptance.md F7, F8, A18
 */
export async function uploadBankFile(request: NextRequest): Promise<Response> {
  if (!isFromOwnPage(request.headers)) return toForm('foreign_origin');
  const actor = await usedBy();
  if (!actor) return redirectTo(await signInPath());
  // Whoever may not is told so by the command, which keeps the denial; their file is not read.
  if (!may(actor, receiveBankFile.permission)) return refusedBy(await receiveBankFile(actor, newRequestKey(), {}));
  if (atOnce >= atOnceMax) return toForm('busy');
  atOnce += 1;
  try {
    const upload = await readUpload(request, bankFileLimits.bytesMax);
    if (upload === 'too_large') return toForm('bank_file_too_large');
    if (upload === 'not_a_form') return toForm('bank_file_not_readable');
    const { fields, fileName, content } = upload;
    const choice = { format: fields.get('format') ?? '', profile: fields.get('profile') ?? '' };
    if (content.length === 0) return toForm('invalid_input', { ...choice, field: 'file' });
    const outcome = await receiveBankFile(actor, fields.get('request') ?? '', { ...choice, name: fileName, content });
    if (outcome.ok) return redirectTo(`/operations/bank-files/${outcome.id}?done=1`);
    const [field = ''] = Object.keys(outcome.fields);
    return toForm(outcome.code, { ...choice, field });
  } finally {
    atOnce -= 1;
  }
}

const refusedBy = (outcome: { ok: boolean; code?: string }): Response => toForm(outcome.code ?? 'not_permitted');

function toForm(problem: string, shown: Readonly<Record<string, string>> = {}): Response {
  const known = Object.entries(shown).filter(([, value]) => value !== '' && value.length <= 64);
  return redirectTo(`${formPath}?${new URLSearchParams([['problem', problem], ...known])}`);
}
