import { expect, test } from '@playwright/test';
import { wireIdOf } from '@/lib/id';
import { makeKey } from '@/tests/partner-client';
import { endpointOf } from '@/tests/webhooks';
import { fund, makeCustomer, makeOrganization } from '@/tests/world';
import { baseUrl, demoKeys, sdkClient, send, signedRequest } from './partner-client';

/** A partner with money and a customer, and its program: nobody else's. */
async function partner() {
  const operator = await makeOrganization({ code: `EV${process.pid}`, kind: 'operator' });
  const own = await makeOrganization({ code: 'EV-S', kind: 'solution_provider' });
  const customer = await makeCustomer(own, 'EV-C', 'resale');
  await fund({ operator }, own, '100.00');
  const accessKey = `E2EV1${crypto.randomUUID().slice(0, 15).replaceAll('-', 'A').toUpperCase()}`;
  const key = await makeKey(own, { accessKey });
  return { own, customerId: wireIdOf(customer.id), key, client: sdkClient(key) };
}

test('a program tries a payment out, pays, asks what became of it, and hears of it', async () => {
  const { client, customerId } = await partner();
  const payment = { customer_id: customerId, amount: '12.34' };
  const dry = await client.post('/api/v1/adjustments/dry-run', {
    operation: 'UpdateCustomerAccountAmount',
    ...payment,
  });
  expect(dry).toMatchObject({
    outcome: 'would_be_carried_out',
    balances: { payer: { before: '100.00', after: '87.66' }, counterparty: { before: '0.00', after: '12.34' } },
  });

  // The key holds what has to be escaped in a path, as a client's own may.
  const requestKey = `pay/${crypto.randomUUID()}?#%2F`;
  const path = `/api/v1/operations/${encodeURIComponent(requestKey)}`;
  await expect(client.get(path)).rejects.toMatchObject({ httpStatusCode: 404 });
  const paid = await client.post('/v2/accounts/partner-accounts/adjust-amount', payment, {
    'idempotency-key': requestKey,
  });
  expect(await client.get(path)).toMatchObject({
    request_key: requestKey,
    effects: [{ operation: 'UpdateCustomerAccountAmount', transaction_number: paid['transfer_id'] }],
  });

  let told: Record<string, unknown>[] = [];
  await expect
    .poll(async () => {
      const page = await client.get('/api/v1/events', { types: 'funds.allocated', limit: 10 });
      told = page['events'] as Record<string, unknown>[];
      return told.length;
    })
    .toBe(1);
  expect(told[0]).toMatchObject({ type: 'funds.allocated', data: { amount: '-12.34', customer_id: customerId } });
  const after = await client.get('/api/v1/events', { after: told[0]?.['id'], types: 'funds.allocated' });
  expect(after).toMatchObject({ events: [], next: told[0]?.['id'], has_more: false });
});

test('[X12] [X13] what is declined is a problem, whose address can be opened', async ({ request }) => {
  const { key, own } = await partner();
  const endpoint = await endpointOf(own);
  const replays = `/api/v1/webhook-endpoints/${endpoint.id}/replays`;
  const body = { which: 'undelivered', from: '2026-01-01T00:00:00Z' };
  const ask = async (wire: ReturnType<typeof signedRequest>) => {
    const answer = await send(wire);
    const problem = JSON.parse(answer.text);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(problem).toMatchObject({ status: answer.status, request_id: answer.headers['x-request-id'] });
    return [answer.status, String(problem.type).split('/').at(-1)];
  };
  const signed = (target: string, more: Parameters<typeof signedRequest>[2] = {}) =>
    signedRequest(key as unknown as typeof demoKeys.acme, target, more);
  const headers = { 'idempotency-key': `e2e-${crypto.randomUUID()}` };
  expect(await ask(signed(replays, { body }))).toEqual([400, 'idempotency-key-missing']);
  expect(await ask(signed(replays, { body, headers: { 'idempotency-key': 'short' } }))).toEqual([
    400,
    'idempotency-key-invalid',
  ]);
  expect(await ask(signed(replays, { body, headers }))).toEqual([409, 'nothing-to-replay']);
  expect(await ask(signed(replays))).toEqual([405, 'no-such-method']);
  expect(await ask(signed('/api/v1/nothing/here'))).toEqual([404, 'no-such-path']);
  expect(await ask(signed('/api/v1'))).toEqual([404, 'no-such-path']);
  expect(await ask(signed('/api/v1/events?limit=0'))).toEqual([400, 'invalid-input']);
  expect(await ask({ ...signed('/api/v1/events'), headers: [['host', new URL(baseUrl).host]] })).toEqual([
    401,
    'unauthorized',
  ]);
  expect(await ask(signedRequest(demoKeys.acme, '/api/v1/events'))).toEqual([403, 'not-permitted']);
  const described = await request.get('/api/v1/problems/nothing-to-replay');
  expect(await described.json()).toMatchObject({ status: 409, title: expect.any(String) });
});

test('an operation of the contract that is not served says so, under every version', async () => {
  const paths = ['/v1.0/0123/payments/intl-invoices', '/v2/orders/customer-orders', '/v3/orders/customer-orders/pay'];
  for (const path of paths) {
    const answer = await send(signedRequest(demoKeys.xinghuo, path));
    expect([path, answer.status, JSON.parse(answer.text).error_code]).toEqual([path, 404, 'APIGW.0101']);
  }
});
