import {
  ArrowRight,
  CornerUpRight,
  Download,
  FlaskConical,
  KeyRound,
  type LucideIcon,
  Rocket,
  SlidersHorizontal,
} from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { Badge, type Tone } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { iconSize } from '@/components/ui/icon-size';
import { TextLink } from '@/components/ui/text-link';
import { type FlowStep, flowSteps, type StepState } from '@/domain/open-access/flow-model';
import { type Asker, may, type Permission } from '@/domain/permission';
import { BeginForm } from './begin-form';

const looks = {
  prepare: { icon: Download, href: '/open-access/configuration', permission: 'open_access.read' },
  configure: { icon: SlidersHorizontal, href: '/open-access/configuration', permission: 'open_access.read' },
  callbacks: { icon: CornerUpRight, href: '/open-access/callbacks', permission: 'open_access.read' },
  credentials: { icon: KeyRound, href: '/open-access/credentials', permission: 'credentials.read' },
  test: { icon: FlaskConical, href: '/open-access/reference', permission: 'api_reference.read' },
  live: { icon: Rocket, href: '/open-access/webhooks', permission: 'webhooks.read' },
} as const satisfies Record<FlowStep, { icon: LucideIcon; href: string; permission: Permission }>;

const tones = {
  done: 'success',
  begun: 'warning',
  next: 'info',
  open: 'neutral',
  optional: 'neutral',
} as const satisfies Record<StepState, Tone>;

/** The steps as a picture: an ordered list whose boxes stand side by side where there is room, and one below the other where there is none. */
export async function FlowPicture({ states, asker }: { states: Record<FlowStep, StepState>; asker: Asker }) {
  const t = await getTranslations('openaccess.flow');
  return (
    <ol aria-label={t('title')} className="grid grid-cols-[repeat(auto-fit,minmax(min(16rem,100%),1fr))] gap-3">
      {flowSteps.map((step, index) => (
        <Step
          key={step}
          step={step}
          number={index + 1}
          state={states[step]}
          isLast={index === flowSteps.length - 1}
          asker={asker}
        />
      ))}
    </ol>
  );
}

async function Step({
  step,
  number,
  state,
  isLast,
  asker,
}: {
  step: FlowStep;
  number: number;
  state: StepState;
  isLast: boolean;
  asker: Asker;
}) {
  const t = await getTranslations('openaccess.flow');
  const { icon: Icon, href, permission } = looks[step];
  const title = t(`steps.${step}.title`);
  const begins = step === 'prepare' && state !== 'done' && may(asker, 'open_access.configure');
  return (
    <li className={classNames('card flex min-w-0 flex-col gap-2 p-4', state === 'next' && 'border-accent')}>
      <div className="flex items-center gap-2">
        <Icon size={iconSize.text} aria-hidden className="text-muted" />
        <span className="text-table text-muted">{t('number', { number })}</span>
        {!isLast && <ArrowRight size={iconSize.text} aria-hidden className="ml-auto text-muted max-sm:rotate-90" />}
      </div>
      <h2 className="text-lg">{title}</h2>
      <p className="text-muted">{t(`steps.${step}.text`)}</p>
      <div className="mt-auto flex flex-wrap items-center justify-between gap-2 pt-1">
        <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>
        {begins ? (
          <BeginForm />
        ) : (
          may(asker, permission) && <TextLink href={href}>{t('open', { step: title })}</TextLink>
        )}
      </div>
    </li>
  );
}
