import { useTranslations } from 'next-intl';
import { TextField } from './form/text-field';
import { route } from './route';
import { Alert } from './ui/alert';
import { SubmitButton } from './ui/submit-button';
import { TextLink } from './ui/text-link';
import { When } from './when';

/**
 * The field in the header of a page about money: every figure on it as it was at that moment, by what was posted then. Under it, the moment
 * the figures hold for.
 *
 * @source design/differentiators.md X8, X12
 */
export function AsOfBar({
  path,
  text,
  isPast,
  at,
  problem,
}: {
  path: string;
  /** What the address asks for, as it is entered. */
  text: string;
  isPast: boolean;
  /** Absent where nothing on the page is for a moment of its own yet. */
  at: Date | undefined;
  problem: 'invalid' | 'future' | undefined;
}) {
  const t = useTranslations('credit.asOf');
  return (
    <div className="flex flex-col gap-2">
      <form
        action={route(path)}
        method="get"
        aria-label={t('form')}
        className="no-print flex flex-wrap items-end gap-x-3 gap-y-2"
      >
        <TextField key={text} name="as_of" type="datetime-local" label={t('label')} defaultValue={text} />
        <SubmitButton variant="secondary">{t('show')}</SubmitButton>
        {text !== '' && (
          <TextLink href={path} className="inline-flex min-h-9 items-center">
            {t('now')}
          </TextLink>
        )}
      </form>
      {problem && <Alert kind="warning">{t(problem)}</Alert>}
      {at && (
        <p className="text-muted text-table" data-fresh={at.toISOString()}>
          {t(isPast ? 'past' : 'fresh')} <When at={at} />
        </p>
      )}
    </div>
  );
}
