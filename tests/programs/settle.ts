import { settlePaymentFiles } from '@/domain/withdrawals/settle-payment-files';

/** A worker that settles what the bank has paid, step by step, until it is killed. The database is DATABASE_URL. */
for (;;) await settlePaymentFiles();
