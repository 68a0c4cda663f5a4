import { type Id, uuidOf } from '@/lib/id';
import { amountFacts, type DemoDeed, ownerOf } from './demo-deeds';
import { demoId } from './demo-organizations';
import type { WithdrawalSpec } from './demo-withdrawal-plan';
import type { Made } from './demo-withdrawals';
import type { Row } from './insert-rows';

/** What qiming has paid online, and what the test provider calls the payment. */
export const onlineId = demoId('onlineRecharge', 'online paid');
export const onlineReference = `TEST-${onlineId.slice(-12)}`;

const refundId = ({ key }: WithdrawalSpec): Id<'paymentRefund'> => demoId('paymentRefund', `refund ${key}`);

/** What the test provider was asked to give back, and could not. */
export function refundRows(one: Made): Row[] {
  if (!one.refund || !one.decidedAt || !one.endedAt) return [];
  const [asked, ended] = [new Date(one.decidedAt.getTime() + 2000).toISOString(), one.endedAt.toISOString()];
  return [
    {
      ...{
        id: uuidOf(refundId(one)),
        ...ownerOf(one.partner),
        withdrawal_id: uuidOf(one.id),
        recharge_id: uuidOf(onlineId),
      },
      ...{ provider: 'test', payment_reference: onlineReference, refund_reference: `TEST-${refundId(one).slice(-12)}` },
      ...{
        amount_minor: String(one.minor),
        currency: 'CNY',
        state: 'failed',
        failure: one.refund.failure,
        attempts: 1,
      },
      ...{ next_at: ended, accepted_at: asked, ended_at: ended, created_at: asked, updated_at: ended },
    },
  ];
}

/** The provider is asked, and says that it could not: what was held is the partner's again. */
export function refundDeeds(one: Made, posting: DemoDeed['posting'] | null): DemoDeed[] {
  if (!one.refund || !one.decidedAt || !one.endedAt || !posting) return [];
  const facts = { ...amountFacts(one.minor), withdrawalKind: 'original' };
  const asked = { ...facts, refundId: refundId(one), provider: 'test', payment: onlineReference };
  const told = { ...asked, refund: `TEST-${refundId(one).slice(-12)}`, failure: one.refund.failure };
  const job = { by: null, via: 'job', organization: one.partner, subjectId: one.id } as const;
  const event = (kind: string, more = {}) => ({ kind, organization: one.partner, payload: { ...facts, ...more } });
  return [
    {
      ...{ ...job, at: new Date(one.decidedAt.getTime() + 2000), action: 'withdrawals.ask_refund', detail: asked },
      event: event('withdrawal.sent'),
    },
    {
      ...{ ...job, at: one.endedAt, action: 'withdrawals.fail_refund', detail: told, posting },
      event: event('withdrawal.returned', { route: 'provider' }),
    },
  ];
}
