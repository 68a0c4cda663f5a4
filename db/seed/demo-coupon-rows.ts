import type pg from 'pg';
import type { QuotaLimits } from '@/db/schema/coupons';
import { uuidOf } from '@/lib/id';
import { couponHistory, type DemoMove, type MadeCoupon, type MadeQuota } from './demo-coupon-moves';
import { traceCoupons } from './demo-coupon-trail';
import { demoIssues } from './demo-coupons';
import { type DemoCustomer, demoEmail, demoId, demoOrganizations } from './demo-organizations';
import { insertRows, type Row } from './insert-rows';
import { SeededRandom } from './seeded-random';

const dayMs = 86_400_000;

/**
 * Puts quotas and coupons in every state into the demo world, with ninety days of what happened to them. After the history of money, which
 * they do not touch.
 *
 * @source spec/demo-world.md, spec/05
 */
export async function writeCoupons(client: pg.Client, customers: readonly DemoCustomer[], now: Date): Promise<void> {
  const random = new SeededRandom(54);
  const { quotas, coupons, moves } = couponHistory(demoIssues(customers), random, now);
  const accounts = await openAccounts(client, quotas, coupons);
  const isChild = ({ parent }: MadeQuota) => parent !== undefined;
  const rows = quotas.map((quota, place) => ({ quota, row: quotaRow(quota, place, accounts, moves, now) }));
  // What others are cut from comes first: each is compared with its source as it is written.
  for (const children of [false, true])
    await insertRows(
      client,
      'coupon_quotas',
      rows.filter(({ quota }) => isChild(quota) === children).map(({ row }) => row),
    );
  await client.query(`select setval('coupon_quota_numbers', $1)`, [quotas.length]);
  await insertRows(
    client,
    'coupons',
    coupons.map((coupon) => couponRow(coupon, accounts, moves)),
  );
  await traceCoupons(client, moves, accounts, random);
  await writeStates(client, quotas, random, now);
}

/** By uuid those of quotas and coupons, by purpose the operator's. */
async function openAccounts(
  client: pg.Client,
  quotas: readonly MadeQuota[],
  coupons: readonly MadeCoupon[],
): Promise<ReadonlyMap<string, string>> {
  const open = async (purpose: string, wanted: readonly { key: string; owner: string; subject: string | null }[]) => {
    const { rows } = await client.query<{ account: string }>(
      `select unnest(ledger_open_accounts($1::uuid[], $2, 'CPN.CNY', $3::uuid[])) as account`,
      [wanted.map(({ owner }) => owner), purpose, wanted.map(({ subject }) => subject)],
    );
    return wanted.map(({ key }, place): [string, string] => [key, rows[place]?.account ?? '']);
  };
  const one = (id: MadeQuota['id'] | MadeCoupon['id'], owner: string) => {
    return { key: uuidOf(id), owner: uuid(owner), subject: uuidOf(id) };
  };
  const operators = (purpose: string) => open(purpose, [{ key: purpose, owner: uuid('cloud'), subject: null }]);
  return new Map([
    ...(await operators('coupon_issuance')),
    ...(await operators('coupon_spent')),
    ...(await open(
      'quota',
      quotas.map(({ id, partner }) => one(id, partner)),
    )),
    ...(await open(
      'coupon',
      coupons.map(({ id, customer }) => one(id, customer)),
    )),
  ]);
}

const uuid = (code: string): string => uuidOf(demoId('organization', code));
const userUuid = (who: string, code: string): string => uuidOf(demoId('user', demoEmail(who, code)));
const ownerOf = (code: string) => ({
  organization_id: uuid(code),
  root_id: uuid(demoOrganizations.find((one) => one.code === code)?.under ?? code),
});

const openLimits: QuotaLimits = {
  ...{ serviceTypes: [], productIds: [], orderTypes: [], chargingMode: 'any', combinable: true, usesMax: null },
  ...{ minOrderMinor: '0', associationTypes: [], customerIds: [], firstAssociationOnly: false },
  ...{ faceMinMinor: null, faceMaxMinor: null, couponsMax: null, faceTotalMaxMinor: null },
};
const minOrderOf = ({ minOrderYuan = 0n }: MadeQuota): string => String(minOrderYuan * 100n);

function stateOf(quota: MadeQuota, now: Date): string {
  if (quota.reclaimed !== undefined) return 'reclaimed';
  if (quota.expiresAt <= now) return 'invalid';
  return quota.frozen === undefined ? 'normal' : 'frozen';
}

const frozenReason = '核对发放用途 / Use of coupons under review';

function quotaRow(
  quota: MadeQuota,
  place: number,
  accounts: ReadonlyMap<string, string>,
  moves: readonly DemoMove[],
  now: Date,
): Row {
  const day = new Date(quota.effectiveAt.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  const changedAt = moves.findLast((move) => move.quota === quota && move.coupon === null)?.at ?? quota.effectiveAt;
  return {
    ...{ id: uuidOf(quota.id), number: `${day}${String(place + 1).padStart(8, '0')}`, ...ownerOf(quota.partner) },
    issuer_id: uuid('cloud'),
    parent_id: quota.parentId && uuidOf(quota.parentId),
    ...{ account_id: accounts.get(uuidOf(quota.id)) ?? '', type: quota.type, state: stateOf(quota, now) },
    state_reason: quota.frozen === undefined ? null : frozenReason,
    ...{ value_minor: String(quota.yuan * 100n), currency: 'CNY' },
    ...{ effective_at: quota.effectiveAt.toISOString(), expires_at: quota.expiresAt.toISOString() },
    limits: { ...openLimits, minOrderMinor: minOrderOf(quota) },
    created_by: quota.parentId ? userUuid('finance', 'yunhe') : userUuid('finance', 'cloud'),
    created_at: quota.effectiveAt.toISOString(),
    updated_at: (quota.expiresAt <= now ? quota.expiresAt : (frozenAt(quota, now) ?? changedAt)).toISOString(),
  };
}

const couponStates = {
  ...{ usable: 'usable', partly: 'usable', used: 'used' },
  ...{ expired: 'expired', lapsed: 'expired', reclaimed: 'reclaimed' },
} as const satisfies Record<MadeCoupon['fate'], string>;

function couponRow(coupon: MadeCoupon, accounts: ReadonlyMap<string, string>, moves: readonly DemoMove[]): Row {
  const { id, quota, customer, fate, faceMinor, effectiveAt, expiresAt, orderId, usedAt } = coupon;
  const { serviceTypes, productIds, orderTypes, chargingMode, combinable, usesMax } = openLimits;
  return {
    ...{ id: uuidOf(id), ...ownerOf(quota.partner), quota_id: uuidOf(quota.id), customer_id: uuid(customer) },
    ...{ account_id: accounts.get(uuidOf(id)) ?? '', type: quota.type, state: couponStates[fate] },
    ...{ face_minor: String(faceMinor), currency: 'CNY', min_order_minor: minOrderOf(quota) },
    ...{ effective_at: effectiveAt.toISOString(), expires_at: expiresAt.toISOString() },
    limits: { serviceTypes, productIds, orderTypes, chargingMode, combinable, usesMax },
    ...{ uses: usedAt ? 1 : 0, order_id: orderId, last_used_at: usedAt?.toISOString() ?? null },
    ...{ created_by: userUuid('finance', quota.partner), created_at: effectiveAt.toISOString() },
    updated_at: (moves.findLast((move) => move.coupon === coupon)?.at ?? effectiveAt).toISOString(),
  };
}

const frozenAt = ({ frozen }: MadeQuota, now: Date): Date | undefined =>
  frozen === undefined ? undefined : new Date(now.getTime() - frozen * dayMs);

interface StateSet {
  readonly quota: MadeQuota;
  readonly action: string;
  readonly event: string;
  /** Whose audit page it is on. */
  readonly organization: string;
  readonly at: Date;
  readonly detail: Readonly<Record<string, string>>;
  readonly by: string | null;
}

/** What was done to quotas without moving anything: the operator froze some, the job ended others. */
async function writeStates(client: pg.Client, quotas: readonly MadeQuota[], random: SeededRandom, now: Date) {
  const steps = quotas.flatMap((quota): StateSet[] => {
    const at = frozenAt(quota, now);
    const froze = { quota, action: 'quotas.set_state', event: 'quota.state_set', organization: 'cloud' };
    const ended = { quota, action: 'quotas.expire', event: 'quota.expired', organization: quota.partner };
    if (at) return [{ ...froze, at, detail: { from: 'normal', to: 'frozen' }, by: userUuid('admin', 'cloud') }];
    return quota.expiresAt <= now ? [{ ...ended, at: quota.expiresAt, detail: {}, by: null }] : [];
  });
  await insertRows(
    client,
    'audit_entries',
    steps.map(({ quota, action, organization, at, detail, by }) => ({
      ...{ id: uuidOf(random.idAt('auditEntry', at)), ...ownerOf(organization), at: at.toISOString(), action },
      ...{ outcome: 'done', via: by ? 'session' : 'job', user_id: by, subject_id: quota.id },
      detail: { ...detail, ...(by ? { reason: frozenReason } : {}) },
    })),
  );
  await insertRows(
    client,
    'outbox_events',
    steps.map(({ quota, event, at, detail }) => ({
      ...{ id: uuidOf(random.idAt('event', at)), ...ownerOf(quota.partner), kind: event, subject_id: quota.id },
      payload: { quotaId: quota.id, ...detail },
      created_at: at.toISOString(),
      delivered_at: new Date(at.getTime() + 2000).toISOString(),
    })),
  );
}
