import { formBytesMax } from '@/components/form/upload-limit';

/** The pages whose forms send a file with a command. Files that may be larger have doors of their own. */
const formsWithFiles = new Set(['/funds/claims/new', '/funds/batches/new', '/coupons/batches/new']);

/** In the address of such a page: its form came back because it was more than can be taken. */
export const tooLargeParam = 'tooLarge';

/**
 * Where a form that is too large goes back to, unread: its page, which says so at the field. With scripts the browser has looked before
 * sending; without, the framework would only stop reading and answer with an error.
 *
 * @source quality/acceptance.md F7, design/ux-checklist.md
 */
export function placeOfLargeForm({ method, url, headers }: Request): URL | undefined {
  const place = new URL(url);
  if (method !== 'POST' || headers.has('next-action') || !formsWithFiles.has(place.pathname)) return undefined;
  const isLarge = Number(headers.get('content-length')) > formBytesMax;
  if (!isLarge) return undefined;
  place.searchParams.set(tooLargeParam, '1');
  return place;
}
