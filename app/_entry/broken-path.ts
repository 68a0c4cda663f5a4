/**
 * A path in which every segment can be decoded: one that cannot (`%E0`, a lone `%`) becomes `-`, which names nothing.
 * Undefined for a path that is as it should be.
 *
 * Next decodes what stands in the place of `[id]` and answers its own bare 500 where it cannot, without a header of ours.
 */
export function mendedPath(path: string): string | undefined {
  if (isDecodable(path)) return undefined;
  return path
    .split('/')
    .map((segment) => (isDecodable(segment) ? segment : '-'))
    .join('/');
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
