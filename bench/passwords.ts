import { hashPassword, isPassword } from '@/domain/identity/passwords';
import { run } from './load';
import { type Measured, measureInRounds, type Settings } from './rounds';

/**
 * Checking a wrong password of somebody known, and of nobody: a ratio near 1 tells a stranger nothing.
 *
 * @source quality/acceptance.md A4, design/decisions.md 46
 */
export async function measurePasswords(settings: Settings): Promise<Measured[]> {
  const kept = await hashPassword('the password of the bench');
  const check = (of: string | null) => () =>
    run({ inFlight: 1, ms: settings.ms }, async () => {
      if (await isPassword(of, 'something else entirely')) throw new Error('a wrong password was right');
    });
  const floor = { name: 'known', run: check(kept) };
  return measureInRounds([{ name: 'password', load: 'unknown', inFlight: 1, work: check(null), floor }], settings);
}
