import { type KeyRing, readKeyRing } from '@/lib/secret-box';

let ring: KeyRing | undefined;

/** The keys that seal and open API secrets and their like, from KEY_ENCRYPTION_KEY. @source design/decisions.md 16 */
export const keyRing = (): KeyRing => {
  ring ??= readKeyRing(process.env['KEY_ENCRYPTION_KEY'] ?? '');
  return ring;
};
