import { apiWrite } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { flag, oneOf, requiredText, text, wireId } from '@/app/v2/_wire/members';
import { associationFailed } from '@/app/v2/_wire/problems';
import { createCustomer } from '@/domain/onboarding/create-customer';
import { findCreatedCustomer } from '@/domain/onboarding/created-queries';
import { wireIdOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiWrite({
    name: 'CreateSubCustomer',
    callers: 'partner',
    permission: 'customers.create',
    members: {
      domain_name: text(64),
      mobile_phone: text(32),
      verification_code: text(10, { rejects: ['empty'] }),
      xaccount_id: requiredText(128),
      xaccount_type: requiredText(64),
      password: text(32, { rejects: ['empty'] }),
      is_close_market_ms: oneOf({ true: true, false: false }),
      cooperation_type: text(1),
      indirect_partner_id: wireId('organization'),
      include_association_result: flag(),
    },
    run: ({ actor, requestKey }, input) =>
      createCustomer(actor, requestKey, {
        domainName: input.domain_name ?? null,
        mobile: input.mobile_phone ?? null,
        code: input.verification_code ?? null,
        platformUserId: input.xaccount_id,
        platformType: input.xaccount_type,
        password: input.password ?? null,
        refusesMarketing: input.is_close_market_ms ?? false,
        type: input.cooperation_type === '1' ? 'referral' : 'resale',
        resellerId: input.indirect_partner_id ?? null,
        awaitsAssociation: input.include_association_result,
      }),
    async present(id, { scope }, { include_association_result: isAwaited }) {
      const made = await findCreatedCustomer(scope, id);
      invariant(made, 'what was just made is there');
      const domainId = wireIdOf(id);
      if (isAwaited && made.hasFailed) return { problem: associationFailed(domainId, made.accountName) };
      return { domain_id: domainId, domain_name: made.accountName };
    },
  }),
});
