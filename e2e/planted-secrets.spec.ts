import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import pg from 'pg';
import { builtRoutes } from './build-inventory';
import { crawl } from './crawl';
import { enter, test } from './money-team';
import { eventually, look, startOwnServer } from './own-server';
import { signedRequest } from './partner-client';
import { makeTeam, signInOverHttp, type Team } from './people';
import { dumpTables, foundIn, foundInFiles, type Planted } from './secret-search';

const superUrl = process.env['E2E_SUPER_URL'] ?? '';
const description = 'CONTROL-planted-description';
const hook = 'https://planted.example/hooks';
const bucketKey = 'PLANTEDBUCKETKEY0001';
const main = (page: Page) => page.getByRole('main');

/** A secret of the partner's own bucket, typed into the form. */
async function plantBucketSecret(page: Page, base: string): Promise<Planted> {
  const secret = `planted-bucket-${randomBytes(15).toString('hex')}`;
  await page.goto(`${base}/open-access/configuration`);
  return { name: 'bucket', secret };
}

/** A call signed with that key, as a program makes it; `secret` may be another one. */
async function callWith(base: string, accessKey: string, secret: string): Promise<number> {
  const target = '/v2/accounts/partner-accounts/balances';
  const headers = { host: new URL(base).host };
  const signed = signedRequest({ accessKey, secret } as never, target, { headers });
  const answer = await look(`${base}${target}`, { headers: Object.fromEntries(signed.headers) });
  return answer.status;
}

/** Every address of the build that needs no id, and those a crawl finds from there: pages, payloads, exports, documents. */
const startingPoints = (): string[] =>
  [...new Set(builtRoutes().values())].filter((path) => !path.includes('[') && !/^\/(_|preferences|icon)/.test(path));

