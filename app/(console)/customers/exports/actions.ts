'use server';

import { formAction } from '@/app/_entry/form-action';
import { startExport } from '@/domain/exports/start-export';

export const startExportAction = formAction(startExport, { then: '/customers/exports?done=:id' });
