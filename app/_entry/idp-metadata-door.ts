import type { NextRequest } from 'next/server';
import { metadataBytesMax } from '@/domain/open-access/configuration-model';
import { uploadIdpMetadata } from '@/domain/open-access/upload-idp-metadata';
import { may } from '@/domain/permission';
import { isFromOwnPage } from './origin';
import { readUpload } from './read-upload';
import { newRequestKey } from './request-key';
import { signInPath, usedBy } from './session';
import { redirectTo } from './sign-in-door';

const formPath = '/open-access/configuration/edit/idp-metadata';

/** Files that are read off the wire at the same moment. */
const atOnceMax = 8;
let atOnce = 0;

/**
 * The door for metadata of an identity provider: a plain form, answered with a redirect to the configuration, or back to the form with the
 * reason. A server action would hold the whole body, whatever its size.
 *
 * @source spec/08 §8.1, quality/acceptance.md I16
 */
export async function takeIdpMetadata(request: NextRequest): Promise<Response> {
  if (!isFromOwnPage(request.headers)) return toForm('foreign_origin');
  const actor = await usedBy();
  if (!actor) return redirectTo(await signInPath());
  if (!may(actor, uploadIdpMetadata.permission)) {
    // The command keeps the denial; the file is not read.
    const outcome = await uploadIdpMetadata(actor, newRequestKey(), {});
    return toForm(outcome.ok ? 'not_permitted' : outcome.code);
  }
  if (atOnce >= atOnceMax) return toForm('busy');
  atOnce += 1;
  try {
    const upload = await readUpload(request, metadataBytesMax);
    if (upload === 'too_large') return toForm('metadata_not_valid', 'metadata_too_large');
    if (upload === 'not_a_form') return toForm('metadata_not_valid', 'required');
    const { fields, fileName, content } = upload;
    const bytes = new Uint8Array(Buffer.concat(content));
    if (bytes.length === 0) return toForm('metadata_not_valid', 'required');
    const input = { name: fileName, content: bytes, seen: fields.get('seen') };
    const outcome = await uploadIdpMetadata(actor, fields.get('request') ?? '', input);
    if (outcome.ok) return redirectTo('/open-access/configuration?done=idp_metadata');
    return toForm(outcome.code, Object.values(outcome.fields)[0]);
  } finally {
    atOnce -= 1;
  }
}

/** Whatever is wrong is said at the file: there is no other field. */
function toForm(problem: string, reason?: string): Response {
  return redirectTo(`${formPath}?${new URLSearchParams({ problem, ...(reason ? { reason } : {}) })}`);
}
