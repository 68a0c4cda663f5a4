import type { Id } from '@/lib/id';
import type { Money } from '@/lib/money';

/** A payment a provider is asked to collect. Times are instants, addresses are whole. */
export interface PaymentOrder {
  readonly id: Id<'onlineRecharge'>;
  readonly amount: Money;
  /** When its page should stop taking the payment. */
  readonly expiresAt: Date;
  /** Where the browser goes afterwards. Coming back proves nothing. */
  readonly returnUrl: string;
  /** Where the notification goes. */
  readonly notifyUrl: string;
}

/** A notification as it arrived: the bytes its signature covers, before anything was parsed. */
export interface ArrivedNotification {
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly receivedAt: Date;
}

/** Money of a payment that a provider is asked to give back. */
export interface RefundOrder {
  /** Our number for it: asked twice under one, the provider gives back once. */
  readonly id: Id<'paymentRefund'>;
  readonly rechargeId: Id<'onlineRecharge'>;
  /** What the provider calls the payment. */
  readonly payment: string;
  readonly amount: Money;
  /** Where the notification goes. */
  readonly notifyUrl: string;
}

/** How a refund ended. */
export interface RefundEnd {
  readonly result: 'refunded' | 'failed';
  /** What the provider calls the refund, at most 64 characters. */
  readonly reference: string;
  /** Null where it is no amount this system knows. */
  readonly amount: Money | null;
  /** Why it failed, a word of the provider's, at most 64 characters. */
  readonly failure: string | null;
}

/** What the end of a refund that is told of means, by what is known of it. */
export type RefundJudgement =
  | 'refunded'
  | 'refund_failed'
  | 'repeated'
  | 'outdated'
  | 'contradicted'
  | 'unknown_payment'
  | 'wrong_amount';

/** What a provider answers when it is asked: that it knows of the refund and will tell, or how it has ended already. */
export type RefundAnswer =
  | { readonly kind: 'accepted'; readonly reference: string | null }
  | ({ readonly kind: 'ended' } & RefundEnd);

/** How a provider gives money back. */
export interface RefundWay {
  /** For how many months after it was made a payment can go back. */
  readonly months: number;
  /** Asks for a refund, or for what became of it. Throws where there is no answer that one can rely on. */
  readonly ask: (order: RefundOrder, signal: AbortSignal) => Promise<RefundAnswer>;
  /** Where somebody decides how it ends: the test provider has such a page. */
  readonly page?: (order: Omit<RefundOrder, 'notifyUrl'>) => string;
}

/** What a provider says of a payment, once it is certain that it is the provider who says so. */
export interface PaymentFacts {
  readonly kind: 'payment';
  /** The notification's own id, at most 128 characters. */
  readonly notificationId: string;
  /** Which recharge it was ordered for, as the provider knows it: any text. */
  readonly orderId: string;
  /** What the provider calls the payment, at most 64 characters. */
  readonly reference: string;
  readonly result: 'paid' | 'failed';
  /** Null where it is no amount this system knows. */
  readonly amount: Money | null;
  /** Why it failed, a word of the provider's, at most 64 characters. */
  readonly failure: string | null;
}

/** What a provider says of a refund, once it is certain that it is the provider who says so. */
export interface RefundFacts extends RefundEnd {
  readonly kind: 'refund';
  /** The notification's own id, at most 128 characters. */
  readonly notificationId: string;
  /** Our number for it, as the provider knows it: any text. */
  readonly refundId: string;
}

/** `bad_signature`: by nobody we know. `stale`: signed too long ago, or ahead of time. `not_readable`: signed, but it says nothing we can read. */
export type NotificationDoubt = 'bad_signature' | 'stale' | 'not_readable';

export type NotificationReading =
  | { readonly isVerified: true; readonly facts: PaymentFacts | RefundFacts }
  | { readonly isVerified: false; readonly doubt: NotificationDoubt };

/**
 * A way to pay online. Alipay, WeChat Pay or a card gateway are one file of this form each, named in `payment-providers.ts`.
 *
 * @source docs/payments.md
 */
export interface PaymentProvider {
  /** As it stands in addresses and rows: small letters and `_`, 2 to 32. */
  readonly name: string;
  /** Where the payer is sent. Asked twice for one order it must lead to the same payment. */
  readonly start: (order: PaymentOrder) => Promise<{ readonly url: string }>;
  /** Judges the signature first, in constant time, then the time, then the content. Throws for nothing that arrives. */
  readonly readNotification: (arrived: ArrivedNotification) => NotificationReading | Promise<NotificationReading>;
  /** Without it what was paid goes to a bank card. */
  readonly refunds?: RefundWay;
}
