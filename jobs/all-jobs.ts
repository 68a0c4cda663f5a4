import { expireCoupons } from '@/domain/coupons/expire-coupons';
import { expireQuotas } from '@/domain/coupons/expire-quotas';
import { watchBalances } from '@/domain/credit/watch-balances';
import { removeOldExports } from '@/domain/exports/remove-old-exports';
import { runExports } from '@/domain/exports/run-exports';
import type { Job } from '@/domain/job';
import { deliverEvents } from '@/domain/notices/deliver-events';
import { associateCreatedCustomers } from '@/domain/onboarding/associate-created-customers';
import { expireReports } from '@/domain/onboarding/expire-reports';
import { announceAssociations } from '@/domain/open-access/announce-associations';
import { sendMessages } from '@/domain/outgoing/send-messages';
import { expireOnlineRecharges } from '@/domain/recharge/expire-online-recharges';
import { alertSuspense } from '@/domain/reconciliation/alert-suspense';
import { importBankFiles } from '@/domain/reconciliation/import-bank-files';
import { watchBankFolder } from '@/domain/reconciliation/watch-bank-folder';
import { closeMonths } from '@/domain/statements/close-months';
import { deliverWebhooks } from '@/domain/webhooks/deliver-webhooks';
import { publishEvents } from '@/domain/webhooks/publish-events';
import { removeEndedSecrets } from '@/domain/webhooks/remove-ended-secrets';
import { removeOldEvents } from '@/domain/webhooks/remove-old-events';
import { watchDeliveries } from '@/domain/webhooks/watch-deliveries';
import { askRefunds } from '@/domain/withdrawals/ask-refunds';
import { settlePaymentFiles } from '@/domain/withdrawals/settle-payment-files';

/** Everything that is done in the background, each in a loop of its own. */
export const allJobs: readonly Job[] = [
  associateCreatedCustomers,
  expireReports,
  expireCoupons,
  expireQuotas,
  expireOnlineRecharges,
  importBankFiles,
  alertSuspense,
  watchBalances,
  deliverEvents,
  announceAssociations,
  sendMessages,
  publishEvents,
  deliverWebhooks,
  watchDeliveries,
  removeOldEvents,
  removeEndedSecrets,
  runExports,
  removeOldExports,
  closeMonths,
  settlePaymentFiles,
  askRefunds,
  watchBankFolder,
];
