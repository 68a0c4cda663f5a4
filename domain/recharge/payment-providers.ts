import { env } from '@/lib/env';
import type { PaymentProvider } from './payment-provider';
import { testProvider } from './test-provider';

/** The ways to pay online that are switched on here, in the order in which they are offered. */
export const paymentProviders = (): readonly PaymentProvider[] =>
  env().PAYMENT_TEST_PROVIDER === '1' ? [testProvider] : [];

/** One of them by its name. */
export const findPaymentProvider = (name: string): PaymentProvider | undefined =>
  paymentProviders().find((provider) => provider.name === name);
