import { expect, test } from '@playwright/test';
import contract from '@/app/v2/_wire/contract.json' with { type: 'json' };
import { callerOf, furnish, goodInput, othersOf } from '@/tests/contract-inputs';
import { answerOf, differences, membersOf, type Operation, operations } from '@/tests/contract-members';
import { makeKey } from '@/tests/partner-client';
import { makeCustomer, makeOrganization } from '@/tests/world';
import { sdkClient } from './partner-client';

/** A distributor, its reseller and customers, with money, quota and coupons: nobody else's. */
async function tree() {
  const operator = await makeOrganization({ code: `EW${process.pid}`, kind: 'operator' });
  const distributor = await makeOrganization({ code: 'EW-D', kind: 'distributor' });
  const another = await makeOrganization({ code: 'EW-A', kind: 'distributor' });
  return furnish({
    operator,
    distributor,
    reseller: await makeOrganization({ code: 'EW-R', kind: 'reseller', parent: distributor }),
    stranger: await makeOrganization({ code: 'EW-S', kind: 'reseller', parent: another }),
    one: await makeCustomer(distributor, 'EW-1', 'resale'),
    two: await makeCustomer(distributor, 'EW-2', 'resale'),
    referral: await makeCustomer(distributor, 'EW-F', 'referral'),
  });
}

async function clientOf(of: Parameters<typeof makeKey>[0]) {
  const accessKey = `E2EWALK${crypto.randomUUID().slice(0, 13).replaceAll('-', 'A').toUpperCase()}`;
  return sdkClient(await makeKey(of, { accessKey }));
}
type Client = Awaited<ReturnType<typeof clientOf>>;

/** Calls the operation as its description says, and tells what is not as that says of the answer. */
async function unexpected(client: Client, operation: Operation, input: Readonly<Record<string, unknown>>) {
  const { method, path } = contract[operation];
  const headers = method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {};
  try {
    const answer = await (method === 'POST' ? client.post(path, input, headers) : client.get(path, input));
    const { httpStatusCode, ...body } = answer;
    const expected = answerOf(operation);
    if (!expected) return httpStatusCode === 204 ? [] : [`status ${String(httpStatusCode)}`];
    return [...(httpStatusCode === 200 ? [] : [`status ${String(httpStatusCode)}`]), ...differences(body, expected)];
  } catch (error) {
    return [JSON.stringify(error)];
  }
}

test('[X1] the vendor’s client calls every operation, with the members it must have and with all of them: nothing unexpected', async () => {
  const made = await tree();
  const clients = {
    distributor: await clientOf(made.distributor),
    one: await clientOf(made.one),
    referral: await clientOf(made.referral),
  };
  const wrong: Record<string, string[]> = {};
  let calls = 0;
  for (const operation of operations) {
    const client = clients[callerOf(operation)];
    const required = await goodInput(operation, made);
    const all = { ...(await goodInput(operation, made)), ...(await othersOf(operation, made)) };
    const names = membersOf(operation);
    expect(Object.keys(required).toSorted()).toEqual(
      names
        .flatMap(({ name, isRequired }) => (isRequired || (requiredHere.has(name) && name in required) ? [name] : []))
        .toSorted(),
    );
    expect(Object.keys(all).toSorted()).toEqual(names.map(({ name }) => name).toSorted());
    for (const [kind, input] of Object.entries({ required, all })) {
      calls += 1;
      const found = await unexpected(client, operation, input);
      if (found.length > 0) wrong[`${operation} with ${kind} members`] = found;
    }
  }
  console.log(`sdk walk: ${calls} calls of ${operations.length} operations`);
  expect(wrong).toEqual({});
  expect(calls).toBe(2 * operations.length);
});

/** On this site a code is sent by SMS, so its number must be there. */
const requiredHere = new Set(['mobile_phone']);
