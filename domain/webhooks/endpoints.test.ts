import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { RefusalCode } from '@/domain/refusal';
import { newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { deliveryNow, deliveryOf, endpointNow, endpointOf, publishedEventOf } from '@/tests/webhooks';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { changeEndpoint } from './change-endpoint';
import { createEndpoint } from './create-endpoint';
import { disableEndpoint } from './disable-endpoint';
import { enableEndpoint } from './enable-endpoint';
import { webhookEventTypes } from './event-types';
import { endpointsMax } from './model';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterAll(() => test.close());

const partnerOf = (code: string) => makeOrganization({ code, kind: 'solution_provider' });
const url = 'https://hooks.qiming.example/events';
const input = (more: object = {}) => ({ url, everyType: 'yes', ...more });
const create = (who: WorldOrganization, more: object = {}, key = freshKey()) =>
  createEndpoint(actorOf(who), key, input(more));
async function created(who: WorldOrganization, more: object = {}) {
  const outcome = await create(who, more);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
}
const activeOf = ({ id }: WorldOrganization) =>
  database().$count(
    schema.webhookEndpoints,
    and(eq(schema.webhookEndpoints.organizationId, id), eq(schema.webhookEndpoints.state, 'active')),
  );

describe('a webhook endpoint', () => {
  it('is there once for one key, with a secret that only the first answer holds', async () => {
    const partner = await partnerOf('once');
    const [key, before] = [freshKey(), await rowCounts()];
    const [first, second] = [await create(partner, {}, key), await create(partner, {}, key)];
    expect(first).toMatchObject({ ok: true, replayed: false, once: expect.stringMatching(/^whsec_/) });
    expect(second).toEqual({ ok: true, replayed: true, id: first.ok && first.id });
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ audit_entries: 1, command_receipts: 1, webhook_endpoints: 1, webhook_secrets: 1 },
    });
    if (!first.ok) throw new Error(first.code);
    const row = await endpointNow(first.id);
    expect(row).toMatchObject({ organizationId: partner.id, url, types: null, state: 'active', description: '' });
    expect(row.createdBy).toBe(partner.users.admin);
    expect(await create(partner, { description: 'other' }, key)).toMatchObject({ code: 'request_reused' });
  });

  it('hears of the types that were chosen, each once and only known ones', async () => {
    const types = ['funds.allocated', 'coupon.issued', 'funds.allocated'];
    const id = await created(world.s1, { everyType: undefined, types, description: ' ERP ' });
    expect(await endpointNow(id)).toMatchObject({ types: ['coupon.issued', 'funds.allocated'], description: 'ERP' });
    const one = await created(world.s1, { everyType: 'no', types: 'coupon.issued' });
    expect(await endpointNow(one)).toMatchObject({ types: ['coupon.issued'] });
    const every = await created(world.s1, { types: webhookEventTypes.map(({ type }) => type) });
    expect(await endpointNow(every)).toMatchObject({ types: null });
  });

  it.each<[string, object, object]>([
    ['no type', { everyType: undefined }, { types: 'types_missing' }],
    ['an unknown type', { everyType: undefined, types: ['session.started'] }, { types: 'invalid_id' }],
    ['a test as a type', { everyType: undefined, types: ['webhook.test'] }, { types: 'invalid_id' }],
    ['no address', { url: undefined }, { url: 'required' }],
    ['plain http', { url: 'http://hooks.qiming.example/' }, { url: 'url_not_https' }],
    ['the metadata address [I6]', { url: 'https://169.254.169.254/latest' }, { url: 'url_private_host' }],
    ['loopback in digits of other scripts', { url: 'https://①②⑦.0.0.1/' }, { url: 'url_private_host' }],
    ['a password in the address', { url: 'https://me:secret@hooks.qiming.example/' }, { url: 'url_credentials' }],
    ['a description that is too long', { description: 'x'.repeat(129) }, { description: 'too_long' }],
    ['a state of its own', { state: 'active' }, {}],
  ])('is refused with %s', async (_what, more, fields) => {
    const call = () => create(world.s1, more);
    await expectRefused(call, 'invalid_input');
    expect(await call()).toMatchObject({ fields });
  });

  it('is one of ten, also when fifty are added at once, and what is disabled makes room', async () => {
    const partner = await partnerOf('fifty');
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => create(partner))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(endpointsMax);
    const codes = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code]));
    expect([...new Set(codes)]).toEqual(['too_many_webhook_endpoints']);
    expect(await activeOf(partner)).toBe(endpointsMax);
    await expectRefused(() => create(partner), 'too_many_webhook_endpoints');
    const made = outcomes.find(({ ok }) => ok);
    if (!made?.ok) throw new Error('one was made');
    const chosen = { webhookEndpointId: made.id };
    expect(await disableEndpoint(actorOf(partner), freshKey(), chosen)).toMatchObject({ ok: true });
    expect(await create(partner)).toMatchObject({ ok: true });
    const enable = () => enableEndpoint(actorOf(partner), freshKey(), chosen);
    await expectRefused(enable, 'too_many_webhook_endpoints');
  });

  it('is not added for an organization that was frozen meanwhile', async () => {
    const partner = await partnerOf('frozen');
    await test.owner.query(
      `update organizations set state = 'frozen', frozen_at = clock_timestamp(), frozen_reason = 'x' where id = $1`,
      [uuidOf(partner.id)],
    );
    await expectRefused(() => create(partner), 'organization_frozen');
  });

  it('[A24] asks for a code where the organization wants one', async () => {
    const asked = actorOf(world.s1, 'admin', { codes: { areAsked: true, isShown: false } });
    await expectRefused(() => createEndpoint(asked, freshKey(), input()), 'code_required');
    const endpoint = await endpointOf(world.s1);
    const change = { webhookEndpointId: endpoint.id, ...input({ url: `${url}/other` }) };
    await expectRefused(() => changeEndpoint(asked, freshKey(), change), 'code_required');
  });
});

describe('changing a webhook endpoint', () => {
  const change = (who: WorldOrganization, webhookEndpointId: string, more: object = {}, key = freshKey()) =>
    changeEndpoint(actorOf(who), key, { webhookEndpointId, ...input(more) });

  it('sends what waits to the new address, which begins without a past', async () => {
    const past = { failingSince: new Date('2026-11-01T00:00:00Z'), slowUntil: new Date('2098-01-01T00:00:00Z') };
    const endpoint = await endpointOf(world.s1, past);
    const waiting = await deliveryOf(endpoint, await publishedEventOf(world.s1, { type: 'funds.allocated' }));
    const [key, before] = [freshKey(), await rowCounts()];
    const next = 'https://erp.qiming.example/in';
    const call = () => change(world.s1, endpoint.id, { url: next }, key);
    expect([await call(), await call()]).toMatchObject([{ replayed: false }, { replayed: true }]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await endpointNow(endpoint.id)).toMatchObject({ url: next, failingSince: null, slowUntil: null });
    expect(await deliveryNow(waiting.id)).toMatchObject({ state: 'waiting' });
  });

  it('keeps what is known of the address where only the types change', async () => {
    const endpoint = await endpointOf(world.s1, { failingSince: new Date('2026-11-01T00:00:00Z') });
    const types = { everyType: undefined, types: ['coupon.issued'] };
    expect(await change(world.s1, endpoint.id, { url: endpoint.url, ...types })).toMatchObject({ ok: true });
    const row = await endpointNow(endpoint.id);
    expect(row).toMatchObject({ types: ['coupon.issued'], failingSince: new Date('2026-11-01T00:00:00Z') });
  });

  it('is refused where nothing changes, and for endpoints that are not theirs', async () => {
    const endpoint = await endpointOf(world.s1, { url, types: ['coupon.issued', 'coupon.used'] });
    const same = { everyType: undefined, types: ['coupon.used', 'coupon.issued'] };
    await expectRefused(() => change(world.s1, endpoint.id, same), 'webhook_endpoint_unchanged');
    for (const who of [world.s2, world.d1])
      await expectRefused(() => change(who, endpoint.id), 'webhook_endpoint_not_found', denied);
    await expectRefused(() => change(world.s1, newId('webhookEndpoint')), 'webhook_endpoint_not_found', denied);
  });
});

describe('disabling and enabling a webhook endpoint', () => {
  const disable = (who: WorldOrganization, webhookEndpointId: string, key = freshKey()) =>
    disableEndpoint(actorOf(who), key, { webhookEndpointId });
  const enable = (who: WorldOrganization, webhookEndpointId: string, key = freshKey()) =>
    enableEndpoint(actorOf(who), key, { webhookEndpointId });

  it('cancels what waits, leaves what is over, and begins anew', async () => {
    const endpoint = await endpointOf(world.s1, { failingSince: new Date('2026-11-01T00:00:00Z') });
    const event = () => publishedEventOf(world.s1, { type: 'funds.allocated' });
    const waiting = await deliveryOf(endpoint, await event());
    const delivered = await deliveryOf(endpoint, await event(), { state: 'delivered' });
    const key = freshKey();
    const before = await rowCounts();
    expect([await disable(world.s1, endpoint.id, key), await disable(world.s1, endpoint.id, key)]).toMatchObject([
      { ok: true, replayed: false },
      { ok: true, replayed: true },
    ]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await endpointNow(endpoint.id)).toMatchObject({ state: 'disabled', disabledReason: 'person' });
    expect((await deliveryNow(waiting.id)).state).toBe('cancelled');
    expect((await deliveryNow(delivered.id)).state).toBe('delivered');
    expect(await enable(world.s1, endpoint.id)).toMatchObject({ ok: true });
    const row = await endpointNow(endpoint.id);
    expect(row).toMatchObject({ state: 'active', disabledReason: null, disabledAt: null, failingSince: null });
    // What was cancelled is sent when somebody asks for it.
    expect((await deliveryNow(waiting.id)).state).toBe('cancelled');
  });

  it('happens once, also when fifty ask at once', async () => {
    const endpoint = await endpointOf(world.s2);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => disable(world.s2, endpoint.id))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const codes = new Set(outcomes.flatMap((outcome): RefusalCode[] => (outcome.ok ? [] : [outcome.code])));
    expect([...codes]).toEqual(['webhook_endpoint_disabled']);
  });

  it('is refused for what is so already, and for endpoints that are not theirs', async () => {
    const [active, disabled] = [await endpointOf(world.s1), await endpointOf(world.s1, { state: 'disabled' })];
    await expectRefused(() => disable(world.s1, disabled.id), 'webhook_endpoint_disabled');
    await expectRefused(() => enable(world.s1, active.id), 'webhook_endpoint_unchanged');
    await expectRefused(() => disable(world.s2, active.id), 'webhook_endpoint_not_found', denied);
    await expectRefused(() => enable(world.d1, disabled.id), 'webhook_endpoint_not_found', denied);
  });
});
