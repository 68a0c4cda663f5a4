import type { Actor } from '@/domain/actor';
import { contactFields } from '@/domain/associations/contact-input';
import { findOwnContact } from '@/domain/associations/partner-queries';
import { findResourceEntry, findServiceEntry, findUsageEntry } from '@/domain/catalogue/entry-queries';
import { changeable } from '@/domain/catalogue/model';
import { findConversionEntry, findUnitEntry } from '@/domain/catalogue/unit-queries';
import { shownTerms } from '@/domain/credit/model';
import { findCreditPartner } from '@/domain/credit/operator-queries';
import { findCustomer } from '@/domain/customers/detail-queries';
import { shownCredential } from '@/domain/identity/credential-model';
import { findCredential } from '@/domain/identity/credential-queries';
import { listObstacles } from '@/domain/onboarding/obstacles-queries';
import { findCallbacks } from '@/domain/open-access/callback-queries';
import { findConfiguration } from '@/domain/open-access/configuration-queries';
import { shownAttachments, shownCallbacks, shownContacts } from '@/domain/open-access/shown-access';
import type { Permission } from '@/domain/permission';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { accountFields } from '@/domain/recharge/receiving-account-input';
import { findReceivingAccount } from '@/domain/recharge/receiving-account-queries';
import { type ShownValues, shownOf } from '@/domain/seen-values';
import { listSettings } from '@/domain/settings/queries';
import { findEndpoint } from '@/domain/webhooks/endpoint-queries';
import { shownEndpoint } from '@/domain/webhooks/model';
import { type Id, isId, type Kind } from '@/lib/id';

type Input = Readonly<Record<string, unknown>>;
type Shown = (scope: ReadScope, input: Input, actor: Actor) => Promise<ShownValues>;

function idIn<K extends Kind>(kind: K, value: unknown): Id<K> {
  if (typeof value !== 'string' || !isId(kind, value)) throw new Error(`${value} is no ${kind}`);
  return value;
}

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('what is to be changed is not there');
  return found;
}

const customerOf = async (scope: ReadScope, { customerId }: Input) =>
  there((await findCustomer(scope, idIn('customer', customerId)))?.association ?? undefined);
const configurationOf = (scope: ReadScope) => findConfiguration(scope, 'plain');

/** What a manager is chosen with, and taken away by. */
const manager: Shown = async (scope, input) => ({ userId: (await customerOf(scope, input)).manager?.id ?? null });
const idpFile: Shown = async (scope) => ({ file: (await configurationOf(scope))?.idpMetadata?.id ?? null });

/** Each command behind a form that is filled in with what there is: what it is filled in with, read as its page reads it. */
export const editForms: Readonly<Record<string, { readonly asks: Permission; readonly shown: Shown }>> = {
  'callbacks.set': {
    asks: 'open_access.configure',
    shown: async (scope) => {
      const { orderPaymentUrl, rechargeUrl } = await findCallbacks(scope);
      return shownCallbacks({ orderPaymentUrl: orderPaymentUrl?.href, rechargeUrl: rechargeUrl?.href });
    },
  },
  'contacts.change': {
    asks: 'contacts.manage',
    shown: async (scope, { contactId }) =>
      shownOf(there(await findOwnContact(scope, idIn('customerContact', contactId))), contactFields),
  },
  'conversions.change': {
    asks: 'catalogue.manage',
    shown: async (scope, { conversionId }) =>
      shownOf(there(await findConversionEntry(scope, idIn('unitConversion', conversionId))), changeable.conversion),
  },
  'credentials.change': {
    asks: 'credentials.manage',
    shown: async (scope, { apiKeyId }, { timeZone }) =>
      shownCredential(there(await findCredential(scope, idIn('apiKey', apiKeyId))), timeZone),
  },
  'credit.set_terms': {
    asks: 'credit.set',
    shown: async (scope, { organizationId }) =>
      shownTerms(there(await findCreditPartner(scope, idIn('organization', organizationId))).terms),
  },
  'customers.assign_manager': { asks: 'customers.read', shown: manager },
  'customers.describe': {
    asks: 'customers.read',
    shown: async (scope, input) => shownOf(await customerOf(scope, input), ['label', 'remark']),
  },
  'customers.set_obstacles': {
    asks: 'customers.read',
    shown: async (scope, { customerId }) => ({ obstacles: await listObstacles(scope, idIn('customer', customerId)) }),
  },
  'customers.withdraw_manager': { asks: 'customers.read', shown: manager },
  'measure_units.change': {
    asks: 'catalogue.manage',
    shown: async (scope, { measureUnitId }) =>
      shownOf(there(await findUnitEntry(scope, idIn('measureUnit', measureUnitId))), changeable.measureUnit),
  },
  'open_access.remove_idp_metadata': { asks: 'open_access.configure', shown: idpFile },
  'open_access.set_attachments': {
    asks: 'open_access.configure',
    shown: async (scope) => shownAttachments(await configurationOf(scope)),
  },
  'open_access.set_contacts': {
    asks: 'open_access.configure',
    shown: async (scope) => shownContacts((await configurationOf(scope))?.contacts ?? []),
  },
  'open_access.set_notification_url': {
    asks: 'open_access.configure',
    shown: async (scope) => ({ notificationUrl: (await configurationOf(scope))?.notificationUrl ?? null }),
  },
  'open_access.upload_idp_metadata': { asks: 'open_access.configure', shown: idpFile },
  'receiving_accounts.change': {
    asks: 'receiving_accounts.manage',
    shown: async (scope, { receivingAccountId }) =>
      shownOf(there(await findReceivingAccount(scope, idIn('receivingAccount', receivingAccountId))), accountFields),
  },
  'resource_types.change': {
    asks: 'catalogue.manage',
    shown: async (scope, { resourceTypeId }) =>
      shownOf(there(await findResourceEntry(scope, idIn('resourceType', resourceTypeId))), changeable.resourceType),
  },
  'service_types.change': {
    asks: 'catalogue.manage',
    shown: async (scope, { serviceTypeId }) =>
      shownOf(there(await findServiceEntry(scope, idIn('serviceType', serviceTypeId))), changeable.serviceType),
  },
  'settings.change': {
    asks: 'settings.change',
    shown: async (scope, { key }) => ({
      value: there((await listSettings(scope)).find((setting) => setting.key === key)).value,
    }),
  },
  'usage_types.change': {
    asks: 'catalogue.manage',
    shown: async (scope, { usageTypeId }) =>
      shownOf(there(await findUsageEntry(scope, idIn('usageType', usageTypeId))), changeable.usageType),
  },
  'webhooks.change_endpoint': {
    asks: 'webhooks.manage',
    shown: async (scope, { webhookEndpointId }) =>
      shownEndpoint(there(await findEndpoint(scope, idIn('webhookEndpoint', webhookEndpointId)))),
  },
};

/** What the form sends along for whoever has just opened it. */
export const seenBy = async (name: string, actor: Actor, input: Input): Promise<ShownValues> => {
  const form = editForms[name];
  if (!form) throw new Error(`${name} has no edit form`);
  return form.shown(readScope(actor, form.asks), input, actor);
};

/** Commands that set something and need no such care, each with the reason. */
export const withoutEditForm: Readonly<Record<string, string>> = {
  'account.change_password': 'asks for the present password',
  'customers.assign_managers': 'one choice for many rows, made anew each time',
  'organization.set_codes': 'on or off, said in full',
  'organizations.grant_development': 'given or taken, said in full',
  'quotas.grant': 'makes a quota and changes none',
  'quotas.set_state': 'refuses a way that the present state does not have',
  'resellers.grant_freezing': 'given or taken, said in full',
  'thresholds.set': 'one amount for one balance; the form is filled in from the address and not with what there is',
  'views.change': 'of one person, who saves what is on the screen',
};
