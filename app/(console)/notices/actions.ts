'use server';

import { formAction } from '@/app/_entry/form-action';
import { markAllNoticesRead } from '@/domain/notices/mark-all-read';
import { markNoticeRead } from '@/domain/notices/mark-read';

export const markAllNoticesReadAction = formAction(markAllNoticesRead, {
  then: '/notices?done=all',
  refresh: '/notices',
});
export const markNoticeReadAction = formAction(markNoticeRead, { then: ':back', refresh: '/notices' });
