import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connectDatabase, useDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import { removePg, startPg } from '@/scripts/pg.mjs';
import { makeRecharge } from './recharge-world';

const dataDir = path.join(os.tmpdir(), `h-try-${process.pid}`);
const server = await startPg({ dataDir });
const owner = new pg.Pool({ connectionString: server.ownerUrl, max: 2 });
const handle = connectDatabase(server.appUrl);
try {
  await migrate(server.ownerUrl, { applicationUser: 'pc_app' });
  useDatabase(handle);
  for (const n of [10_000, 100_000]) {
    const at = performance.now();
    await makeRecharge(owner, n);
    console.log(n, performance.now() - at);
  }
  console.log((await owner.query('select state, count(*) from bank_lines group by 1')).rows);
} finally {
  await handle.close();
  await owner.end();
  await server.stop();
  removePg(dataDir);
}
