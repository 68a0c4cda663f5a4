import { command } from '@/domain/command';
import { maskMobile } from '@/lib/mask';
import { developmentProblem, holdPartner } from './development';
import { newReportInput } from './report-input';
import { insertReport } from './report-rows';

/**
 * Enters a prospect without reporting it: a draft reserves nothing and is seen by the partner alone.
 *
 * @source spec/01 §1.2
 */
export const saveReport = command({
  name: 'reports.save',
  permission: 'onboarding.report',
  returns: 'report',
  input: newReportInput,
  refusals: ['organization_frozen', 'development_not_allowed'],
  async run({ actor, tx, newId: id, refuse }, input) {
    const problem = developmentProblem(await holdPartner(tx, actor.organizationId));
    if (problem) return refuse(problem);
    await insertReport(tx, actor, id, { ...input, state: 'draft' });
    return { id, audit: { detail: { customerName: input.customerName, mobile: maskMobile(input.mobile) } } };
  },
});
