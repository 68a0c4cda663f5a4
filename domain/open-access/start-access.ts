import { command } from '@/domain/command';
import { beginConfiguration } from './access-changes';
import { startAccessInput } from './configuration-input';

/**
 * Begins to connect a partner's platform: it gets its identifier, which never changes.
 *
 * @refuses access_unchanged when it has begun
 * @source spec/08 §8.1
 */
export const startAccess = command({
  name: 'open_access.start',
  permission: 'open_access.configure',
  returns: 'organization',
  input: startAccessInput,
  refusals: ['access_unchanged'],
  async run({ tx, actor, refuse }) {
    const identifier = await beginConfiguration(tx, actor);
    if (identifier === undefined) return refuse('access_unchanged');
    return { id: actor.organizationId, audit: { detail: { identifier } } };
  },
});
