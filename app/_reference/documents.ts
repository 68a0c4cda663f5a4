import { getTranslations } from 'next-intl/server';
import v1 from '@/app/api/v1/_document/openapi.json' with { type: 'json' };
import { bssDocument, type Words } from '@/app/v2/_document/bss-document';
import { env } from '@/lib/env';
import { readDocument } from './open-api';
import { type ApiName, type OperationGroup, operationGroups, type ReferenceOperation } from './reference-operations';

/** Where programs send their requests. */
export const apiOrigin = (): string => new URL(env().NEXTAUTH_URL).origin;

/** The document of an API as it is downloaded. */
export function openApiOf(api: ApiName, words: Words): object {
  return api === 'bss' ? bssDocument(words, apiOrigin()) : { ...v1, servers: [{ url: apiOrigin() }] };
}

/** Words of the reference in the language of the request. */
export async function referenceWords(): Promise<Words> {
  const t = await getTranslations('apiwords');
  return (key) => (t.has(key) ? t(key) : undefined);
}

/** Both APIs, group by group. */
export const listGroups = (words: Words): Readonly<Record<ApiName, readonly OperationGroup[]>> => ({
  bss: operationGroups('bss', readDocument(openApiOf('bss', words)), words),
  v1: operationGroups('v1', readDocument(openApiOf('v1', words)), words),
});

/** An operation by its name, which is one's own in both APIs together; undefined for any other. */
export function findOperation(name: string, words: Words): ReferenceOperation | undefined {
  const { bss, v1: own } = listGroups(words);
  return [...bss, ...own].flatMap(({ operations }) => operations).find((operation) => operation.name === name);
}
