import contract from '@/app/v2/_wire/contract.json' with { type: 'json' };
import type { Operation } from './contract-members';
import { type PartnerAnswer, send, signed, type TestKey } from './partner-client';

export const handlers = import.meta.glob<Record<string, (request: Request) => Promise<Response>>>(
  ['/app/v1.0/**/route.ts', '/app/v2/**/route.ts', '/app/v3/**/route.ts'],
  { eager: true },
);

/** How operations are called in a world, by whom they are for unless it says otherwise. */
export function openContractCalls(keyFor: (operation: Operation) => TestKey) {
  function call(
    operation: Operation,
    given: Readonly<Record<string, unknown>>,
    { key = keyFor(operation), headers = {} }: { key?: TestKey; headers?: Record<string, string> } = {},
  ): Promise<PartnerAnswer> {
    const { method, path } = contract[operation];
    const handler = handlers[`/app${path}/route.ts`]?.[method];
    if (!handler) throw new Error(`${operation} is not served at ${method} ${path}`);
    // Two equal requests of one second would be one.
    const own = { 'idempotency-key': crypto.randomUUID(), ...headers };
    if (method === 'POST') return send(handler, signed(key, { target: path, body: given, headers: own }));
    const query = new URLSearchParams(
      Object.entries(given).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])),
    );
    return send(handler, signed(key, { target: query.size > 0 ? `${path}?${query}` : path, headers }));
  }
  return { call };
}
