import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { requiredOneOf, requiredText } from '@/app/v2/_wire/members';
import { isDomainName } from '@/domain/onboarding/create-customer-input';
import { checkIdentity, type Identity } from '@/domain/onboarding/created-queries';
import { Refusal } from '@/domain/refusal';
import { emailAddress } from '@/lib/text';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiRead({
    name: 'CheckUserIdentity',
    callers: 'partner',
    permission: 'customers.create',
    takes: 'body',
    members: {
      search_type: requiredOneOf({ email: 'email', mobile: 'mobile', name: 'name' } as const),
      search_value: requiredText(64),
    },
    async run({ scope }, { search_type: of, search_value: text }) {
      const value = readValue[of](text);
      if (value === undefined) throw new Refusal('invalid_input', { search_value: 'invalid' });
      const { isFree, remaining } = await checkIdentity(scope, { of, value });
      return {
        error_code: 'CBC.0000',
        error_msg: 'success',
        check_result: isFree ? 'available' : 'used_by_user',
        mobile_remain_available_num: remaining,
      };
    },
  }),
});

/** The value in our own spelling; undefined when it has not the form of its kind. A number comes with its country: `0086-13800000000`. */
const readValue: Readonly<Record<Identity['of'], (text: string) => string | undefined>> = {
  name: (text) => (isDomainName(text) ? text : undefined),
  email: (text) => emailAddress.safeParse(text).data,
  mobile: (text) => /^[0-9]{4}-([0-9]+)$/.exec(text)?.[1],
};
