'use server';

import { formAction } from '@/app/_entry/form-action';
import { inviteByMail } from '@/domain/onboarding/invite-by-mail';
import { makeCustomLink } from '@/domain/onboarding/make-custom-link';
import { openGeneralLink } from '@/domain/onboarding/open-general-link';
import { reportCustomer } from '@/domain/onboarding/report-customer';
import { resendInvitation } from '@/domain/onboarding/resend-invitation';
import { saveReport } from '@/domain/onboarding/save-report';
import { submitReport } from '@/domain/onboarding/submit-report';
import { withdrawInvitation } from '@/domain/onboarding/withdraw-invitation';
import { withdrawReport } from '@/domain/onboarding/withdraw-report';

export const inviteByMailAction = formAction(inviteByMail, { then: '/onboarding/links?sent=:id' });
export const makeCustomLinkAction = formAction(makeCustomLink, { then: '/onboarding/links?made=:id' });
export const openGeneralLinkAction = formAction(openGeneralLink, { then: '/onboarding/links?made=:id' });
export const reportCustomerAction = formAction(reportCustomer, { then: '/onboarding/reports/:id?done=reported' });
export const resendInvitationAction = formAction(resendInvitation, { then: '/onboarding/links?sent=:id' });
export const saveReportAction = formAction(saveReport, { then: '/onboarding/reports/:id?done=saved' });
export const submitReportAction = formAction(submitReport, { then: '/onboarding/reports/:id?done=submitted' });
export const withdrawInvitationAction = formAction(withdrawInvitation, { then: '/onboarding/links?withdrawn=:id' });
export const withdrawReportAction = formAction(withdrawReport, { then: '/onboarding/reports/:id?done=withdrawn' });
