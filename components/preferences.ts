/** Names of the cookies that hold how a reader wants to see the console. They carry no identity. */
export const localeCookie = 'locale';
export const themeCookie = 'theme';
export const zoneCookie = 'time-zone';

export const locales = ['zh-CN', 'en'] as const;
export type Locale = (typeof locales)[number];

export const themes = ['light', 'dark', 'system'] as const;
export type Theme = (typeof themes)[number];

export const isLocale = (value: unknown): value is Locale => locales.some((locale) => locale === value);
export const isTheme = (value: unknown): value is Theme => themes.some((theme) => theme === value);

/** Whether `value` names a time zone this runtime knows, such as `Asia/Shanghai`. */
export function isTimeZone(value: string | undefined): value is string {
  if (value === undefined || !/^[A-Za-z][A-Za-z0-9_+/-]{1,40}$/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** The reader's choice, else the first language of Accept-Language that we speak, else Chinese. */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().toLowerCase().split(';');
      const quality = Number(
        rest
          .find((item) => item.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? '1',
      );
      return { tag, quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh-CN';
}

/** `back` as a path of our own, or `/`. Judged as a browser reads it: `//evil.example`, `/\\evil`, `/.//evil` lead nowhere. */
export function ownPath(back: string | null | undefined): string {
  if (!back?.startsWith('/') || !URL.canParse(back, 'http://own.invalid')) return '/';
  const { host, pathname, search } = new URL(back, 'http://own.invalid');
  return host === 'own.invalid' && !pathname.startsWith('//') ? pathname + search : '/';
}
