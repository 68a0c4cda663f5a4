/**
 * Personal data as it may be shown to anyone who may see the record. Masking happens on the server: what these functions leave out never
 * reaches a browser.
 *
 * @source spec/00 §0.3, docs/decisions/0011-masking.md
 */

/** `13812345678` → `138****5678`; shorter numbers keep less. Nothing stays nothing. */
export function maskMobile(mobile: string | null): string | null {
  if (mobile === null || mobile === '') return null;
  const shown = mobile.length >= 11 ? { head: 3, tail: 4 } : { head: 1, tail: 2 };
  if (mobile.length <= shown.head + shown.tail) return '****';
  return `${mobile.slice(0, shown.head)}****${mobile.slice(-shown.tail)}`;
}

/** `finance@qiming.example` → `f***@qiming.example`: the first letter and where it is delivered. */
export function maskEmail(email: string | null): string | null {
  if (email === null || email === '') return null;
  const at = email.lastIndexOf('@');
  const [first] = email;
  return at < 1 ? '***' : `${first}***${email.slice(at)}`;
}

/** `张三丰` → `张**`: the first visible character, a star for each of the others, ten at most. */
export function maskName(name: string): string {
  const [first = '', ...rest] = name.replaceAll(/[\p{C}\p{Z}]/gu, '');
  return first === '' ? '*' : first + '*'.repeat(Math.min(Math.max(rest.length, 1), 10));
}

/** `6222 0200 1234 5678` → `****5678`: the end by which people know an account; of a short one nothing. */
export function maskAccount(account: string): string {
  const plain = account.replaceAll(/[\p{C}\p{Z}-]/gu, '');
  return plain.length < 8 ? '****' : `****${plain.slice(-4)}`;
}
