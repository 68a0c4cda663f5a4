import type { getTranslations } from 'next-intl/server';

type Words = Awaited<ReturnType<typeof getTranslations<'onlinepay'>>>;

/** What a way to pay is called; one that has no words yet goes by its own name. */
export const providerName = (t: Words, name: string): string =>
  t.has(`providers.${name}`) ? t(`providers.${name}`) : name;
