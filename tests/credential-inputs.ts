import type { Recipe } from './command-inputs';

/** Right inputs of the commands about an organization's own API credentials. */
export const credentialInputs: Readonly<Record<string, Recipe>> = {
  'credentials.renew_sandbox': async () => ({}),
};
