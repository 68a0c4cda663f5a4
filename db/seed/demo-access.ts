import type pg from 'pg';
import { type Id, uuidOf } from '@/lib/id';
import type { KeyRing } from '@/lib/secret-box';
import { writeOwnKeys } from './demo-credentials';
import { type DemoDeed, ownerOf, userUuid, writeDeeds } from './demo-deeds';
import { demoEmail } from './demo-organizations';
import { writeWebhooks } from './demo-webhooks';
import { insertRows, type Row } from './insert-rows';
import { SeededRandom } from './seeded-random';

type Ago = (days: number) => Date;

/**
 * What qiming has connected of its own platform: a configuration with its history, callback addresses, keys, and two webhook endpoints of which
 * one is down. Xinghuo has barely begun, the others not at all.
 *
 * @source spec/08 §8.1, §8.2
 */
export async function writeAccess(
  client: pg.Client,
  { keyRing, ago, now }: { keyRing: KeyRing; ago: Ago; now: Date },
): Promise<void> {
  const random = new SeededRandom(81);
  const changes = changesOf(random, ago);
  await insertRows(client, 'access_configurations', [
    configurationOf('qiming', 'QIMING_7F3K', [ago(42), ago(12.3)], qimingNow),
    configurationOf('xinghuo', 'XINGHUO_M2WD', [ago(2.2), ago(2.2)], { ...nothing, contacts: xinghuoContacts }),
  ]);
  await insertRows(client, 'access_changes', changes.map(changeRow));
  const keys = await writeOwnKeys(client, { keyRing, ago });
  const endpoints = await writeWebhooks(client, { keyRing, now, random, ago });
  await writeDeeds(client, [...changes.map(changeDeed), ...keys, ...endpoints], random);
}

const qimingContacts = [
  { name: '陶晨', mobile: '13911000021', email: 'integration@qiming.example' },
  { name: '秦朗', mobile: null, email: 'oncall@qiming.example' },
];
const xinghuoContacts = [{ name: '程亦', mobile: '13911000031', email: 'it@xinghuo.example' }];
const nothing = { contacts: [] as object[], notificationUrl: null, orderPaymentUrl: null, rechargeUrl: null };
const shop = 'https://shop.qiming.example';
const qimingNow = {
  contacts: qimingContacts,
  notificationUrl: 'https://hooks.qiming.example/associations',
  orderPaymentUrl: `${shop}/orders/paid`,
  rechargeUrl: `${shop}/recharge/done`,
};

const configurationOf = (
  partner: string,
  identifier: string,
  [begunAt, changedAt]: [Date, Date],
  values: typeof nothing | typeof qimingNow,
): Row => ({
  ...{ ...ownerOf(partner), platform_identifier: identifier, contacts: values.contacts, attachments_on: false },
  ...{ notification_url: values.notificationUrl, order_payment_url: values.orderPaymentUrl },
  ...{ recharge_url: values.rechargeUrl, created_at: begunAt.toISOString(), updated_at: changedAt.toISOString() },
});

interface Change {
  readonly id: Id<'accessChange'>;
  readonly partner: string;
  readonly part: 'contacts' | 'notification_url' | 'callbacks';
  readonly before: object;
  readonly after: object;
  /** As the command writes it: addresses, but not who the contacts are. */
  readonly detail: DemoDeed['detail'];
  readonly at: Date;
}

/** As domain/open-access/access-changes.ts keeps them. The first callback address was wrong and was corrected the same day. */
function changesOf(random: SeededRandom, ago: Ago): Change[] {
  const [empty, wrong] = [
    { orderPaymentUrl: null, rechargeUrl: null },
    { orderPaymentUrl: `${shop}/orders/paid`, rechargeUrl: `${shop}/recharge/dome` },
  ];
  const { contacts, notificationUrl, orderPaymentUrl, rechargeUrl } = qimingNow;
  const first = contacts.slice(0, 1);
  const right = { orderPaymentUrl, rechargeUrl };
  const steps = [
    ['qiming', 'contacts', 42, { contacts: [] }, { contacts: first }, { count: '1' }],
    [
      'qiming',
      'notification_url',
      41.6,
      { notificationUrl: null },
      { notificationUrl },
      { url: notificationUrl, urlWas: null },
    ],
    ['qiming', 'callbacks', 40.9, empty, wrong, wrong],
    ['qiming', 'callbacks', 40.4, wrong, right, right],
    ['qiming', 'contacts', 12.3, { contacts: first }, { contacts }, { count: '2' }],
    ['xinghuo', 'contacts', 2.2, { contacts: [] }, { contacts: xinghuoContacts }, { count: '1' }],
  ] as const;
  return steps.map(([partner, part, days, before, after, detail]) => {
    const at = ago(days);
    return { id: random.idAt('accessChange', at), partner, part, before, after, detail, at };
  });
}

const changeRow = ({ id, partner, part, before, after, at }: Change): Row => ({
  ...{ id: uuidOf(id), ...ownerOf(partner), part, before, after, user_id: userUuid('admin', partner) },
  ...{ undoes_id: null, created_at: at.toISOString() },
});

const actions = {
  contacts: 'open_access.set_contacts',
  notification_url: 'open_access.set_notification_url',
  callbacks: 'callbacks.set',
} as const satisfies Record<Change['part'], string>;

const changeDeed = (change: Change): DemoDeed => ({
  ...{ at: change.at, by: demoEmail('admin', change.partner), organization: change.partner, via: 'session' },
  ...{ action: actions[change.part], subjectId: change.id, detail: change.detail },
});
