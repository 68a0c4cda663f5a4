import { getTranslations } from 'next-intl/server';
import { Badge, type Tone } from '@/components/ui/badge';
import type { MessageState as State } from '@/domain/outgoing/queries';

const tones = {
  waiting: 'info',
  sending: 'info',
  sent: 'success',
  kept: 'neutral',
  failed: 'danger',
} as const satisfies Record<State, Tone>;

/** How far a message has come, in icon, word and colour. */
export async function MessageState({ state }: { state: State }) {
  const t = await getTranslations('outbox');
  return <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>;
}

/** What kept a message from leaving, in words: the number behind it is the mail server's. */
export async function problemText(problem: string | null): Promise<string | undefined> {
  if (problem === null) return undefined;
  const t = await getTranslations('outbox');
  const [key = '', code] = problem.split(' ');
  const words = t.has(`problems.${key}`) ? t(`problems.${key}`) : problem;
  return code ? t('problemWithCode', { problem: words, code }) : words;
}

/** The name of a kind of message; one this version does not know keeps the name it has. */
export async function templateName(template: string): Promise<string> {
  const t = await getTranslations('outbox');
  return t.has(`templates.${template}`) ? t(`templates.${template}`) : template;
}
