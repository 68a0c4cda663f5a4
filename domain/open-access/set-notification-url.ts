import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { holdConfiguration, keepAccessChange } from './access-changes';
import { setNotificationUrlInput } from './configuration-input';

/**
 * Sets the address to which results of associations are sent, or takes it away.
 *
 * @refuses access_unchanged when it is the one in force
 * @source spec/08 §8.1, §8.3
 */
export const setNotificationUrl = command({
  name: 'open_access.set_notification_url',
  permission: 'open_access.configure',
  returns: 'accessChange',
  sensitive: 'if_asked',
  input: setNotificationUrlInput,
  refusals: ['access_unchanged', 'changed_meanwhile'],
  async run({ tx, actor, newId: id, refuse }, { notificationUrl, seen }) {
    refuseOvertaken(refuse, seen, shownOf(await holdConfiguration(tx, actor), ['notificationUrl']));
    const kept = await keepAccessChange(tx, actor, { id, part: 'notification_url', set: { notificationUrl } });
    if (!kept) return refuse('access_unchanged');
    const was = kept.before['notificationUrl'];
    return {
      id,
      audit: { detail: { url: notificationUrl, urlWas: typeof was === 'string' ? was : null } },
    };
  },
});
