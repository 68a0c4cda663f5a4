import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env } from '@/lib/env';
import { invariant } from '@/lib/invariant';
import { type Currency, currencies, formatMoney, type Money, readAmount } from '@/lib/money';
import type { ArrivedNotification, NotificationReading, PaymentProvider, RefundOrder } from './payment-provider';

/** How far the time a notification was signed at may lie from ours, in seconds. */
export const signatureWindowSeconds = 300;

/** A payment as the test provider keeps it: in the address of its page, sealed, since it has no database of its own. */
export interface TestOrder {
  readonly orderId: string;
  readonly amount: string;
  readonly currency: string;
  /** A path of ours: the provider lives at the same address. */
  readonly returnPath: string;
}

/** A refund as the test provider keeps it: in the address of its page, sealed too. */
export interface TestRefund {
  readonly refundId: string;
  readonly payment: string;
  readonly amount: string;
  readonly currency: string;
}

/** What the test provider says in a notification about a refund. */
export interface TestRefundWord {
  readonly type: 'refund.succeeded' | 'refund.failed';
  readonly refund: string;
  readonly order: string;
  readonly amount: string;
  readonly currency: string;
  readonly failure?: string;
}

/** What the test provider says in a notification. */
export interface TestPayment {
  readonly type: 'payment.paid' | 'payment.failed';
  readonly payment: string;
  readonly order: string;
  readonly amount: string;
  readonly currency: string;
  readonly failure?: string;
}

/**
 * A provider that moves no money: it shows a page on which one says what is to happen, and tells so by real, signed notifications. On only with
 * `PAYMENT_TEST_PROVIDER=1`.
 *
 * A notification has three headers, after Standard Webhooks: `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature`, which is
 * `v1,` and in base64 the HMAC-SHA256 over `id.timestamp.body` with PAYMENT_TEST_SECRET.
 *
 * @source docs/payments.md
 */
export const testProvider: PaymentProvider = {
  name: 'test',
  start: ({ id, amount, returnUrl }) => {
    const { pathname } = new URL(returnUrl);
    const order = { orderId: id, amount: formatMoney(amount), currency: amount.currency, returnPath: pathname };
    return Promise.resolve({ url: `/test-provider/pay/${sealTestOrder(order)}` });
  },
  readNotification,
  refunds: {
    months: 11,
    // It keeps nothing: how a refund ends is said on its page, by a notification.
    ask: ({ id }) => Promise.resolve({ kind: 'accepted', reference: testRefundReference(id) }),
    page: (order) => `/test-provider/refund/${sealTestRefund(order)}`,
  },
};

/** What the provider calls a refund: the same each time. */
export const testRefundReference = (refundId: string): string => testReference(refundId).replace('TP', 'TR');

/** What the provider calls the payment of an order: the same each time. */
export const testReference = (orderId: string): string =>
  `TP${createHash('sha256').update(orderId).digest('hex').slice(0, 20).toUpperCase()}`;

/** A notification ready to be sent. */
export function testNotification(
  payment: TestPayment | TestRefundWord,
  { id, at, secret = secretOf() }: { id: string; at: Date; secret?: string },
): { headers: Record<string, string>; body: string } {
  const body = JSON.stringify(payment);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signatureOf(secret, id, timestamp, Buffer.from(body)).toString('base64')}`,
    },
    body,
  };
}

/** Reads the address of a payment page; undefined for one the provider has not made. */
export const openTestOrder = (token: string): TestOrder | undefined => openSealed('order', token, orderForm);

/** The address of its page: what is to be paid, under the provider’s seal. */
export const sealTestOrder = (order: TestOrder): string => seal('order', order);

/** Reads the address of the page of a refund; undefined for one the provider has not made. */
export const openTestRefund = (token: string): TestRefund | undefined => openSealed('refund', token, refundForm);

/** The address of that page. */
export const sealTestRefund = ({ id, payment, amount }: Omit<RefundOrder, 'notifyUrl'>): string =>
  seal('refund', { refundId: id, payment, amount: formatMoney(amount), currency: amount.currency });

function openSealed<Form extends z.ZodType>(what: Sealed, token: string, form: Form): z.output<Form> | undefined {
  const [content = '', mark = '', ...more] = token.split('.');
  const given = Buffer.from(mark, 'base64url');
  const expected = markOf(what, content);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return form.parse(JSON.parse(Buffer.from(content, 'base64url').toString('utf8')));
}

function seal(what: Sealed, order: TestOrder | TestRefund): string {
  const content = Buffer.from(JSON.stringify(order)).toString('base64url');
  return `${content}.${markOf(what, content).toString('base64url')}`;
}

type Sealed = 'order' | 'refund';

const refundForm = z.strictObject({
  refundId: z.string(),
  payment: z.string(),
  amount: z.string(),
  currency: z.string(),
});

const orderForm = z.strictObject({
  orderId: z.string(),
  amount: z.string(),
  currency: z.string(),
  returnPath: z.string(),
});

const markOf = (what: Sealed, content: string): Buffer =>
  createHmac('sha256', secretOf()).update(`${what}\0${content}`).digest();

function secretOf(): string {
  const secret = env().PAYMENT_TEST_SECRET;
  invariant(secret !== undefined, 'the test provider has a secret where it is on');
  return secret;
}

const signatureOf = (secret: string, id: string, timestamp: string, body: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();

const printable = (max: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${max}}$`));
const paymentForm = z.object({
  type: z.enum(['payment.paid', 'payment.failed']),
  payment: printable(64),
  order: printable(64),
  amount: z.string().max(64),
  currency: z.string().max(8),
  failure: printable(64).nullish(),
});
const refundWordForm = paymentForm
  .omit({ type: true, payment: true })
  .extend({ type: z.enum(['refund.succeeded', 'refund.failed']), refund: printable(64) });

function readNotification({ headers, body, receivedAt }: ArrivedNotification): NotificationReading {
  const id = headers.get('webhook-id') ?? '';
  const timestamp = headers.get('webhook-timestamp') ?? '';
  if (!/^[\w-]{1,128}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return doubted('bad_signature');
  const expected = signatureOf(secretOf(), id, timestamp, body);
  if (!signaturesIn(headers).some((given) => given.length === expected.length && timingSafeEqual(given, expected)))
    return doubted('bad_signature');
  if (Math.abs(receivedAt.getTime() / 1000 - Number(timestamp)) > signatureWindowSeconds) return doubted('stale');
  const json = jsonIn(body);
  const word = refundWordForm.safeParse(json);
  if (word.success) return refundIn(id, word.data);
  const said = paymentForm.safeParse(json);
  if (!said.success) return doubted('not_readable');
  const { type, payment, order, amount, currency, failure } = said.data;
  return {
    isVerified: true,
    facts: {
      kind: 'payment',
      notificationId: id,
      orderId: order,
      reference: payment,
      result: type === 'payment.paid' ? 'paid' : 'failed',
      amount: amountIn(amount, currency),
      failure: failure ?? null,
    },
  };
}

const refundIn = (notificationId: string, word: z.output<typeof refundWordForm>): NotificationReading => ({
  isVerified: true,
  facts: {
    kind: 'refund',
    notificationId,
    refundId: word.order,
    reference: word.refund,
    result: word.type === 'refund.succeeded' ? 'refunded' : 'failed',
    amount: amountIn(word.amount, word.currency),
    failure: word.failure ?? null,
  },
});

const doubted = (doubt: 'bad_signature' | 'stale' | 'not_readable') => ({ isVerified: false, doubt }) as const;

/** Several may stand there while a secret is replaced; more than five is nobody's. */
const signaturesIn = (headers: Headers): Buffer[] =>
  (headers.get('webhook-signature') ?? '')
    .split(' ')
    .slice(0, 5)
    .flatMap((signature) => (signature.startsWith('v1,') ? [Buffer.from(signature.slice(3), 'base64')] : []));

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function amountIn(text: string, currency: string): Money | null {
  if (!isCurrency(currency)) return null;
  const amount = readAmount(text, currency);
  return typeof amount === 'string' ? null : amount;
}

const isCurrency = (text: string): text is Currency => Object.hasOwn(currencies, text);
