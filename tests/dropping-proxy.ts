import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export interface DroppingProxy {
  /** Leads to the same database, through the proxy. */
  readonly url: string;
  /** Cuts the connection instead of passing on the next answers to COMMIT: the database has committed, nobody is told. */
  dropCommits(count: number): void;
  /** How many answers were swallowed. */
  dropped(): number;
  close(): Promise<void>;
}

/** Stands between the program and PostgreSQL's Unix socket. */
export async function droppingProxy(url: string): Promise<DroppingProxy> {
  const target = new URL(url).searchParams.get('host') ?? '';
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pc-proxy-'));
  const open = new Set<net.Socket>();
  let toDrop = 0;
  let dropped = 0;
  const server = net.createServer((client) => {
    const database = net.connect(path.join(target, '.s.PGSQL.5432'));
    for (const socket of [client, database]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        database.destroy();
      });
    }
    client.on('data', (data) => database.write(data));
    database.on('data', (data) => {
      if (toDrop === 0 || !data.includes('COMMIT\0')) return client.write(data);
      toDrop -= 1;
      dropped += 1;
      return client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(path.join(folder, '.s.PGSQL.5432'), resolve));
  return {
    url: url.replace(encodeURIComponent(target), encodeURIComponent(folder)),
    dropCommits: (count) => {
      toDrop = count;
    },
    dropped: () => dropped,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
