'use server';

import { formAction } from '@/app/_entry/form-action';
import { startStatementExport } from '@/domain/exports/start-statement-export';

export const startStatementExportAction = formAction(startStatementExport, {
  then: '/funds/statement/exports?done=:id',
});
