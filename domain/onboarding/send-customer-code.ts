import { command } from '@/domain/command';
import { holdAssociation } from '@/domain/customers/hold-association';
import { sendCode } from '@/domain/identity/verification-codes';
import { sendCodeInput } from './create-customer-input';

/**
 * Sends a code to a customer's number, for a partner's program: to register it, or to verify one that it has.
 *
 * @refuses customer_not_found, code_too_soon
 * @source api/bss-api.md SendVerificationMessageCode
 */
export const sendCustomerCode = command({
  name: 'customers.send_code',
  permission: 'customers.create',
  returns: 'organization',
  input: sendCodeInput,
  refusals: ['customer_not_found', 'code_too_soon'],
  async run({ actor, tx, refuse }, { mobile, minutes, language, purpose, customerId }) {
    const { organizationId, rootId } = actor;
    if (customerId !== null && !(await holdAssociation(tx, actor, customerId, 'share')))
      return refuse('customer_not_found');
    const addressee = { organizationId, rootId, channel: 'sms', recipient: mobile, language } as const;
    if ((await sendCode(tx, { ...addressee, purpose, minutes })) === 'too_soon') return refuse('code_too_soon');
    return { id: organizationId, audit: { subjectId: customerId ?? organizationId, detail: { purpose } } };
  },
});
