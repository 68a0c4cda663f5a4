import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { chooseLocale, isTimeZone, type Locale, localeCookie, zoneCookie } from '@/components/preferences';

type Messages = Record<string, Record<string, unknown>>;
const loaded = new Map<Locale, Messages>();

/** One file per area: `messages/en/shell.json` holds everything under `shell`. Read once, except while developing. */
function readMessages(locale: Locale): Messages {
  const known = loaded.get(locale);
  if (known !== undefined && process.env.NODE_ENV === 'production') return known;
  const folder = join(/* turbopackIgnore: true */ process.cwd(), 'messages', locale);
  const messages = Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
  );
  loaded.set(locale, messages);
  return messages;
}

/** The language of this request: the cookie (sign-in writes the account's language into it), else the browser's, else Chinese. */
export default getRequestConfig(async () => {
  const [jar, incoming] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale(jar.get(localeCookie)?.value, incoming.get('accept-language'));
  const zone = jar.get(zoneCookie)?.value;
  return {
    locale,
    messages: readMessages(locale),
    timeZone: isTimeZone(zone) ? zone : 'Asia/Shanghai',
  };
});
