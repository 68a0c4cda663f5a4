import { notFound } from 'next/navigation';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import { type Credential, findCredential } from '@/domain/identity/credential-queries';
import { isId } from '@/lib/id';

/** The key a page is about; whoever has none of that id has no such page. */
export const loadCredential = cache(async (id: string): Promise<Credential> => {
  const scope = await requireScope('credentials.read');
  const credential = isId('apiKey', id) ? await findCredential(scope, id) : undefined;
  return credential ?? notFound();
});
