import type { Recipe } from './command-inputs';
import {
  makePayer,
  makeReceivingAccount,
  payerInput,
  receivingAccountInput,
  voidPayers,
  withRemittanceAccount,
} from './remittance-subjects';

/** Right inputs for the commands about remittance accounts, payers and the operator's accounts at banks. */
export const remittanceInputs: Readonly<Record<string, Recipe>> = {
  'payers.add': async (_actor, { organization }) => {
    await voidPayers(organization);
    return payerInput();
  },
  'payers.void': async (actor, { organization }) => ({ payerId: await makePayer(actor, organization) }),
  'receiving_accounts.add': async () => receivingAccountInput(),
  'receiving_accounts.change': async (_actor, _principal, world) => {
    const { accountNumber: _number, numberPrefix: _prefix, ...changes } = receivingAccountInput();
    return { receivingAccountId: await makeReceivingAccount(world), ...changes };
  },
  'receiving_accounts.close': async (_actor, _principal, world) => ({
    receivingAccountId: await makeReceivingAccount(world),
  }),
  'remittance_accounts.open': async (_actor, { organization }, world) => {
    await withRemittanceAccount(world, organization);
    return {};
  },
  'remittance_accounts.send': async (actor, { organization }, world) => {
    await withRemittanceAccount(world, organization);
    return { to: actor.roles.includes('admin') ? 'mail' : 'phone' };
  },
};
