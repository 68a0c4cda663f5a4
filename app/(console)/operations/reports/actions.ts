'use server';

import { formAction } from '@/app/_entry/form-action';
import { grantDevelopment } from '@/domain/onboarding/grant-development';
import { releaseProspect } from '@/domain/onboarding/release-prospect';
import { reserveProspect } from '@/domain/onboarding/reserve-prospect';
import { reviewReport } from '@/domain/onboarding/review-report';

export const grantDevelopmentAction = formAction(grantDevelopment, {
  then: '/operations/organizations/:id?done=development',
});
export const releaseProspectAction = formAction(releaseProspect, { then: '/operations/prospects?done=released' });
export const reserveProspectAction = formAction(reserveProspect, { then: '/operations/prospects?done=reserved' });
export const reviewReportAction = formAction(reviewReport, { then: '/operations/reports/:id?done=1' });
