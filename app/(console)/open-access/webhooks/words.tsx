import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { EndpointHealth as Health, ShownOutcome, ShownState as State } from '@/domain/webhooks/model';

const healthTones = {
  working: 'success',
  failing: 'danger',
  slow: 'warning',
  untried: 'info',
  disabled: 'neutral',
} as const satisfies Record<Health, Tone>;

/** How an endpoint does. */
export function EndpointHealth({ health }: { health: Health }) {
  const t = useTranslations('webhooks.health');
  return <Badge tone={healthTones[health]}>{t(health)}</Badge>;
}

const stateTones = {
  waiting: 'info',
  delivered: 'success',
  failed: 'danger',
  cancelled: 'neutral',
} as const satisfies Record<State, Tone>;

/** How far a delivery has come. */
export function DeliveryState({ state }: { state: State }) {
  const t = useTranslations('webhooks.states');
  return <Badge tone={stateTones[state]}>{t(state)}</Badge>;
}

/** What came of an attempt, with the status where there was one; of a test only its class is known. */
export function Outcome({
  outcome,
  status,
  isTest,
}: {
  outcome: ShownOutcome | null;
  status: number | null;
  isTest: boolean;
}) {
  const t = useTranslations('webhooks');
  if (outcome === null) return '—';
  const word = t(`outcomes.${outcome}`);
  if (status === null) return word;
  return t('outcomeWithStatus', { outcome: word, status: isTest ? `${status / 100}xx` : String(status) });
}

/** The name of a type of event; one this version does not know keeps the name it has. */
export function TypeName({ type }: { type: string }) {
  const t = useTranslations('webhooks.types');
  const key = `${typeKey(type)}.name`;
  return t.has(key) ? t(key) : type;
}

/** Under what the words of a type of event stand: `funds.allocated` is `funds_allocated`. */
export const typeKey = (type: string): string => type.replaceAll('.', '_');
