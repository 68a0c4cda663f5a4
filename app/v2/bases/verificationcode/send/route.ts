import { apiWrite } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { integer, oneOf, requiredInteger, requiredText, wireId } from '@/app/v2/_wire/members';
import { sendCustomerCode } from '@/domain/onboarding/send-customer-code';
import { Refusal } from '@/domain/refusal';

/** What the China site sends: text messages. */
const textMessage = 1;
/** What a code is for, by the wire's number. */
const purposes: ReadonlyMap<number, 'register' | 'real_name'> = new Map([
  [29, 'register'],
  [18, 'real_name'],
]);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiWrite({
    name: 'SendVerificationMessageCode',
    callers: 'partner',
    permission: 'customers.create',
    members: {
      receiver_type: requiredInteger({ min: textMessage, max: textMessage }),
      timeout: integer({ min: 1, max: 3000, fallback: 10 }),
      mobile_phone: requiredText(32),
      lang: oneOf({ 'zh-cn': 'zh-CN', 'en-us': 'en' } as const),
      scene: integer({ min: 18, max: 29, fallback: 29 }),
      customer_id: wireId('customer'),
    },
    run({ actor, requestKey }, input) {
      const purpose = purposes.get(input.scene);
      if (!purpose) throw new Refusal('invalid_input', { scene: 'invalid' });
      return sendCustomerCode(actor, requestKey, {
        mobile: input.mobile_phone,
        // The contract's own rule: what is longer than an hour counts as five minutes.
        minutes: input.timeout > 60 ? 5 : input.timeout,
        language: input.lang ?? 'zh-CN',
        purpose,
        customerId: purpose === 'real_name' ? (input.customer_id ?? null) : null,
      });
    },
    present: () => undefined,
  }),
});
