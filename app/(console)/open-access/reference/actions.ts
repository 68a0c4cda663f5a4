'use server';

import { formAction } from '@/app/_entry/form-action';
import { tryOperation } from '@/app/_entry/try-operation';

export const tryOperationAction = formAction(tryOperation);
