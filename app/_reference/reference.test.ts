import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import v1 from '@/app/api/v1/_document/openapi.json' with { type: 'json' };
import { bssDocument } from '@/app/v2/_document/bss-document';
import contract from '@/app/v2/_wire/contract.json' with { type: 'json' };
import { verifySignature } from '@/lib/sdk-hmac';
import chinese from '@/messages/zh-CN/apiwords.json' with { type: 'json' };
import { codeExample, exampleLanguages } from './code-examples';
import { exampleRequest } from './example-values';
import { readDocument } from './open-api';
import { operationGroups, type ReferenceOperation } from './reference-operations';
import { servedOperations } from './served-operations';

/** As the page finds them: by a key with dots. */
const words = (key: string): string | undefined => {
  const found = key
    .split('.')
    .reduce<unknown>(
      (at, name) => (typeof at === 'object' && at ? Object.entries(at).find(([k]) => k === name)?.[1] : undefined),
      chinese,
    );
  return typeof found === 'string' ? found : undefined;
};
const bss = operationGroups('bss', readDocument(bssDocument(words, 'https://partners.example')));
const own = operationGroups('v1', readDocument(v1), words);
const operations = [...bss, ...own].flatMap((group) => group.operations);

describe('the reference', () => {
  test('tells of every operation that is built, once, and each is served', () => {
    const built = [
      ...Object.keys(contract),
      ...Object.values(v1.paths).flatMap((item) => Object.values(item).map((one) => one.operationId)),
    ];
    expect(operations.map(({ name }) => name).toSorted()).toEqual(built.toSorted());
    expect(Object.keys(servedOperations).toSorted()).toEqual(built.toSorted());
    expect(operations.length).toBeGreaterThanOrEqual(42);
  });

  test('has every member of the contract, with its limits', () => {
    for (const [name, entry] of Object.entries(contract)) {
      const found = operations.find((operation) => operation.name === name);
      const parameters = 'parameters' in entry ? Object.keys(entry.parameters) : [];
      expect(found?.parameters.filter(({ place }) => place === 'query').map((member) => member.name)).toEqual(
        parameters,
      );
      const body = 'body' in entry ? Object.keys(entry.body.properties) : [];
      expect(found?.body.filter((member) => !/[.[]/.test(member.name)).map((member) => member.name)).toEqual(body);
    }
    const limit = operations
      .find(({ name }) => name === 'ListUsageTypes')
      ?.parameters.find(({ name }) => name === 'limit');
    expect(limit).toMatchObject({
      isRequired: false,
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    });
  });

  test.each(operations.map((operation) => [operation.name, operation] as const))(
    'has words for all of %s',
    (_name, operation) => {
      const { summary, parameters, body, answer, problems, callers } = operation;
      expect(summary).toMatch(/\p{Script=Han}/u);
      const described = [...parameters, ...body, ...answer].filter(
        ({ description }) => !/[\p{Script=Han}\d]/u.test(description),
      );
      // Of what is named by a word of the protocol the word is enough.
      expect(described.map(({ name }) => name).filter((name) => !/(^|\.)(result)$/.test(name))).toEqual([]);
      expect(problems.filter(({ meaning }) => meaning === '')).toEqual([]);
      expect(callers.length).toBeGreaterThan(0);
    },
  );

  test('says of each operation whether it changes something', () => {
    expect(
      operations
        .filter(({ isWrite }) => isWrite)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([
      'CreatePartnerCoupons',
      'CreateSubCustomer',
      'FreezeSubCustomers',
      'ReclaimCouponQuotas',
      'ReclaimIndirectPartnerAccount',
      'ReclaimPartnerCoupons',
      'ReclaimToPartnerAccount',
      'ReplayDeliveries',
      'SendVerificationMessageCode',
      'UnfreezeSubCustomers',
      'UpdateCouponQuotas',
      'UpdateCustomerAccountAmount',
      'UpdateIndirectPartnerAccount',
    ]);
  });
});

describe('examples', () => {
  const ak = 'AKEXAMPLE0000000TEST';
  const sk = 'skExample/With+Symbols=0123456789abcdefgh';
  const run = promisify(execFile);
  let server: Server;
  let folder: string;
  let verdicts: string[];
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'examples-'));
    server = createServer((incoming, outgoing) => {
      void judge(incoming).then((verdict) => {
        verdicts.push(verdict);
        outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{"seen":true}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  /** What arrived, and whether its signature is right. */
  async function judge(incoming: IncomingMessage): Promise<string> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(Buffer.from(part));
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const { method = '', url = '' } = incoming;
    const arrived = { method, rawTarget: url, headers, body: Buffer.concat(parts) };
    const verified = await verifySignature(arrived, {
      now: new Date(),
      keyOf: async (accessKey) => (accessKey === ak ? { secret: sk } : undefined),
    });
    const body = Buffer.concat(parts).toString();
    return `${verified.ok ? 'signed' : verified.fault} ${method} ${url} ${body ? JSON.stringify(JSON.parse(body)) : ''}`.trim();
  }
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = { ...process.env, AK: ak, SK: sk };

  const expectedOf = (operation: ReferenceOperation) => {
    const { method, path: at, query, body } = exampleRequest(operation);
    const search = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]));
    return `signed ${method} ${at}${search.size > 0 ? `?${search}` : ''} ${body ? JSON.stringify(body) : ''}`.trim();
  };
  // One of each kind: without members, with a query, with a body, with a path, with a request key.
  const samples = [
    'ListMeasureUnits',
    'ListServiceResources',
    'UpdateCustomerAccountAmount',
    'ShowRequest',
    'ReplayDeliveries',
  ].map((name) => operations.find((operation) => operation.name === name));

  test.each(samples.map((operation) => [operation?.name, operation] as const))(
    'of %s run and are signed',
    async (_name, operation) => {
      if (!operation) throw new Error('no such operation');
      verdicts = [];
      const request = exampleRequest(operation);
      const shell = await run('sh', ['-c', codeExample('curl', request, origin())], { env: environment });
      expect(shell.stdout).toBe('{"seen":true}');
      const file = path.join(folder, `${operation.name}.cjs`);
      await writeFile(file, codeExample('node', request, origin()));
      const env = { ...environment, NODE_PATH: path.resolve('node_modules') };
      await run(process.execPath, [file], { env, cwd: folder });
      expect(verdicts).toEqual([expectedOf(operation), expectedOf(operation)]);
    },
  );

  test('hold what must be there of every operation, in every language', () => {
    for (const operation of operations) {
      const required = [...operation.parameters, ...operation.body].filter(
        ({ isRequired, name }) => isRequired && !/[.[]/.test(name),
      );
      for (const language of exampleLanguages) {
        const code = codeExample(language, exampleRequest(operation), 'https://partners.example');
        for (const { name, place } of required)
          if (place !== 'path') expect(code.toLowerCase()).toContain(name.toLowerCase());
        expect(code).not.toMatch(/\{\w+\}/);
      }
    }
  });
});
