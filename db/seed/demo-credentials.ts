import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type Id, uuidOf } from '@/lib/id';
import { type KeyRing, sealSecret } from '@/lib/secret-box';
import { type DemoDeed, ownerOf, userUuid } from './demo-deeds';
import { demoEmail, demoId } from './demo-organizations';
import { insertRows, type Row } from './insert-rows';

/**
 * A key that qiming's admin has made for its ERP, narrowed and locked to addresses, and the one it has taken the place of. Nobody knows their
 * secrets: whoever tries the demo world takes `demoKeys`, which are the contract's.
 *
 * @returns what was done
 */
export async function writeOwnKeys(
  client: pg.Client,
  { keyRing, ago }: { keyRing: KeyRing; ago: (days: number) => Date },
): Promise<DemoDeed[]> {
  const [before, after] = [ago(150), ago(31.4)];
  const endedAt = new Date(after.getTime() + 2 * 86_400_000);
  const until = new Date(after.getTime() + 365 * 86_400_000);
  const old = { id: demoId('apiKey', 'qiming erp before'), accessKey: 'QMERP0B4X7T2K9W5R1D3' };
  const current = { id: demoId('apiKey', 'qiming erp'), accessKey: 'QMERP1H8Z3N6V2Y7C4M5' };
  const common = { ...ownerOf('qiming'), rights: 'full', rate_per_second: 10, state: 'active' };
  const row = ({ id, accessKey }: { id: Id<'apiKey'>; accessKey: string }, more: Row): Row => ({
    ...{ id: uuidOf(id), ...common, name: 'ERP', access_key: accessKey, created_by: userUuid('admin', 'qiming') },
    sealed_secret: sealSecret(
      randomBytes(30).toString('base64url'),
      { table: 'api_keys', id, column: 'sealed_secret' },
      keyRing,
    ),
    permissions: ['customers.read', 'funds.read', 'adjustments.read', 'funds.allocate', 'funds.dry_run', 'events.read'],
    allowed_addresses: ['203.0.113.0/28', '2001:db8:51::/64'],
    ...more,
  });
  await insertRows(client, 'api_keys', [
    row(old, {
      ...{ expires_at: endedAt.toISOString(), last_used_at: ago(30.6).toISOString(), replaces_id: null },
      ...{ last_used_address: '203.0.113.7', created_at: before.toISOString() },
    }),
    row(current, {
      ...{ expires_at: until.toISOString(), last_used_at: ago(0.7).toISOString(), replaces_id: uuidOf(old.id) },
      ...{ last_used_address: '203.0.113.9', created_at: after.toISOString() },
    }),
  ]);
  const own = { by: demoEmail('admin', 'qiming'), organization: 'qiming', via: 'session' } as const;
  return [
    { ...own, at: before, action: 'credentials.create', subjectId: old.id, detail: { accessKey: old.accessKey } },
    {
      ...own,
      at: after,
      action: 'credentials.rotate',
      subjectId: current.id,
      detail: { accessKey: current.accessKey },
    },
  ];
}
