/**
 * Whom an event tells. `partner`: whose event it is, or, where it is a customer's own, the partner it is associated with. `reseller`: the one
 * it is about. `own`: the organization itself, whichever it is. Only partners have platforms that listen, so customers are told nothing here.
 */
export type Listener = 'partner' | 'reseller' | 'own';

/** A kind of event that partners' platforms may hear of. */
export interface WebhookEventType {
  /** As it is written in a body and chosen for an endpoint; events of the outbox are of the kind of the same name. */
  readonly type: string;
  readonly tells: readonly Listener[];
}

/** Every event that is told outside, in the order in which it is shown. Other kinds of the outbox stay inside. @source issue E, spec/08 */
export const webhookEventTypes = [
  { type: 'recharge.credited', tells: ['partner'] },
  { type: 'recharge.reversed', tells: ['partner'] },
  { type: 'funds.allocated', tells: ['partner', 'reseller'] },
  { type: 'funds.reclaimed', tells: ['partner', 'reseller'] },
  { type: 'funds.returned', tells: ['partner'] },
  { type: 'withdrawal.requested', tells: ['partner'] },
  { type: 'withdrawal.decided', tells: ['partner'] },
  { type: 'withdrawal.cancelled', tells: ['partner'] },
  { type: 'withdrawal.sent', tells: ['partner'] },
  { type: 'withdrawal.settled', tells: ['partner'] },
  { type: 'withdrawal.returned', tells: ['partner'] },
  { type: 'claim.decided', tells: ['partner'] },
  { type: 'credit.terms_set', tells: ['partner'] },
  { type: 'balance.low', tells: ['own'] },
  { type: 'customer.associated', tells: ['partner'] },
  { type: 'customer.left', tells: ['partner'] },
  { type: 'customer.type_switched', tells: ['partner'] },
  { type: 'customer.frozen', tells: ['partner'] },
  { type: 'customer.unfrozen', tells: ['partner'] },
  { type: 'association_change.requested', tells: ['partner'] },
  { type: 'association_change.rejected', tells: ['partner'] },
  { type: 'association_change.withdrawn', tells: ['partner'] },
  { type: 'report.reviewed', tells: ['partner'] },
  { type: 'report.expired', tells: ['partner'] },
  { type: 'coupon.issued', tells: ['partner'] },
  { type: 'coupon.used', tells: ['partner'] },
  { type: 'coupon.refunded', tells: ['partner'] },
  { type: 'coupon.reclaimed', tells: ['partner'] },
  { type: 'coupon.expired', tells: ['partner'] },
  { type: 'quota.granted', tells: ['partner'] },
  { type: 'quota.issued', tells: ['partner', 'reseller'] },
  { type: 'quota.reclaimed', tells: ['partner', 'reseller'] },
  { type: 'quota.state_set', tells: ['partner'] },
  { type: 'quota.extended', tells: ['partner'] },
  { type: 'quota.expired', tells: ['partner'] },
  { type: 'webhook.disabled', tells: ['own'] },
] as const satisfies readonly WebhookEventType[];

export type WebhookType = (typeof webhookEventTypes)[number]['type'];

/** What a test delivery is called. It is sent when somebody asks for it, to one endpoint, whatever types that has chosen. */
export const testEventType = 'webhook.test';

/** Whether events of that kind are told outside. */
export const isWebhookType = (text: unknown): text is WebhookType =>
  webhookEventTypes.some(({ type }) => type === text);
