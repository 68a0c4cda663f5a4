import type { Recipe } from './command-inputs';
import { makeApiKey, makeCode, makeSession } from './command-subjects';
import { canary } from './world';

/** What people do to their own account, and the operator to keys. */
export const accountInputs: Readonly<Record<string, Recipe>> = {
  'account.change_password': async () => ({
    currentPassword: 'not the present one',
    newPassword: 'a long enough sentence',
    repeatedPassword: 'a long enough sentence',
  }),
  'account.end_other_sessions': async () => ({}),
  'account.end_session': async (actor) => ({ sessionId: await makeSession(actor, actor.userId) }),
  'account.send_code': async () => ({}),
  'account.sign_out': async () => ({}),
  'account.verify_code': async (actor) => ({ code: await makeCode(actor) }),
  'api_keys.create': async (_actor, _principal, world) => ({
    organizationId: world.s1.id,
    name: canary('S1', 'key'),
    rights: 'full',
  }),
  'api_keys.disable': async (_actor, _principal, world) => ({ apiKeyId: await makeApiKey(world.s1) }),
};
