import { openSync, writeSync } from 'node:fs';
import type { Actor } from '@/domain/actor';
import { allocateFunds } from '@/domain/funds/allocate-funds';

/**
 * Eight writers that allocate until they are killed: what they are about to ask stands in the log before they ask it, the
 * answer after. Arguments: the log, the actor and the customers as JSON. The database is DATABASE_URL.
 */
const [logFile = '', actorText = '', customersText = ''] = process.argv.slice(2);
const actor = JSON.parse(actorText) as Actor;
const customers = JSON.parse(customersText) as string[];
const log = openSync(logFile, 'a');
const say = (line: object) => writeSync(log, `${JSON.stringify(line)}\n`);

async function writer(name: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const key = `crash-${process.pid}-${name}-${count}`;
    const input = { customerId: customers[count % customers.length], amount: `0.${10 + (count % 80)}` };
    say({ key, input });
    const outcome = await allocateFunds(actor, key, input);
    say(outcome.ok ? { key, id: outcome.id } : { key, refused: outcome.code });
  }
}

await Promise.all(Array.from({ length: 8 }, (_, name) => writer(name)));
