import { expireCoupons } from '@/domain/coupons/expire-coupons';
import { expireQuotas } from '@/domain/coupons/expire-quotas';
import { removeOldExports } from '@/domain/exports/remove-old-exports';
import { runExports } from '@/domain/exports/run-exports';
import type { Job } from '@/domain/job';
import { deliverEvents } from '@/domain/notices/deliver-events';
import { associateCreatedCustomers } from '@/domain/onboarding/associate-created-customers';
import { expireReports } from '@/domain/onboarding/expire-reports';
import { sendMessages } from '@/domain/outgoing/send-messages';
import { alertSuspense } from '@/domain/reconciliation/alert-suspense';
import { importBankFiles } from '@/domain/reconciliation/import-bank-files';

/** Everything that is done in the background, each in a loop of its own. */
export const allJobs: readonly Job[] = [
  associateCreatedCustomers,
  expireReports,
  expireCoupons,
  expireQuotas,
  importBankFiles,
  alertSuspense,
  deliverEvents,
  sendMessages,
  runExports,
  removeOldExports,
];
