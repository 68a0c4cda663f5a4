/** The way from nothing to a platform that works with ours, in its order. @source spec/08 */
export const flowSteps = ['prepare', 'configure', 'callbacks', 'credentials', 'test', 'live'] as const;
export type FlowStep = (typeof flowSteps)[number];

/** `next` is the first one that is not done and is needed; `optional` is not done and need not be. */
export type StepState = 'done' | 'begun' | 'next' | 'open' | 'optional';

/** What has been seen to happen. Nothing here is ticked by a person. */
export interface FlowEvidence {
  readonly hasStarted: boolean;
  readonly hasContacts: boolean;
  readonly hasNotificationUrl: boolean;
  readonly hasIdpMetadata: boolean;
  readonly hasCallbacks: boolean;
  readonly hasUsableKey: boolean;
  readonly hasTested: boolean;
  /** Within the last seven days. */
  readonly isLive: boolean;
}

/** The state of each step, from the evidence alone. Addresses for callbacks are only needed where people are sent back. */
export function statesOf(evidence: FlowEvidence): Record<FlowStep, StepState> {
  const done: Record<FlowStep, boolean> = {
    prepare: evidence.hasStarted,
    configure: evidence.hasContacts && evidence.hasNotificationUrl,
    callbacks: evidence.hasCallbacks,
    credentials: evidence.hasUsableKey,
    test: evidence.hasTested,
    live: evidence.isLive,
  };
  const begun = evidence.hasContacts || evidence.hasNotificationUrl || evidence.hasIdpMetadata;
  const next = flowSteps.find((step) => !done[step] && step !== 'callbacks');
  const stateOf = (step: FlowStep): StepState => {
    if (done[step]) return 'done';
    if (step === next) return 'next';
    if (step === 'callbacks') return 'optional';
    return step === 'configure' && begun ? 'begun' : 'open';
  };
  return {
    prepare: stateOf('prepare'),
    configure: stateOf('configure'),
    callbacks: stateOf('callbacks'),
    credentials: stateOf('credentials'),
    test: stateOf('test'),
    live: stateOf('live'),
  };
}
