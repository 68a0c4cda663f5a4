import { Check, Languages, SunMoon } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { locales, type Theme, themes } from '@/components/preferences';
import { iconSize } from '@/components/ui/icon-size';
import { Menu } from '@/components/ui/menu';
import { PreferenceLink } from './preference-link';

/** Language and theme; also on the pages that stand outside the shell, such as sign-in. */
export function PreferenceMenus({ theme }: { theme: Theme }) {
  const t = useTranslations('shell');
  const locale = useLocale();
  return (
    <>
      <Menu id="language-menu" label={t('language')} trigger={<Languages size={iconSize.button} aria-hidden />}>
        {locales.map((language) => (
          <PreferenceLink
            key={language}
            change={`language=${language}`}
            isCurrent={language === locale}
            lang={language}
          >
            <CurrentMark isCurrent={language === locale} />
            {t(`languages.${language}`)}
          </PreferenceLink>
        ))}
      </Menu>
      <Menu id="theme-menu" label={t('theme')} trigger={<SunMoon size={iconSize.button} aria-hidden />}>
        {themes.map((choice) => (
          <PreferenceLink key={choice} change={`theme=${choice}`} isCurrent={choice === theme}>
            <CurrentMark isCurrent={choice === theme} />
            {t(`themes.${choice}`)}
          </PreferenceLink>
        ))}
      </Menu>
    </>
  );
}

function CurrentMark({ isCurrent }: { isCurrent: boolean }) {
  return <Check size={iconSize.text} aria-hidden className={isCurrent ? undefined : 'invisible'} />;
}
