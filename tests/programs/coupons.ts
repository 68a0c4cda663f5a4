import { openSync, writeSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';
import type { Id } from '@/lib/id';

/**
 * Eight writers that issue coupons, and reclaim two of three, until they are killed: what they are about to ask stands in the log before they
 * ask it, the answer after. Arguments: the log, the actor, the quota and the customers as JSON. The database is DATABASE_URL.
 */
const [logFile = '', actorText = '', quotaId = '', customersText = ''] = process.argv.slice(2);
const actor = JSON.parse(actorText) as Actor;
const customers = JSON.parse(customersText) as string[];
const log = openSync(logFile, 'a');
const say = (line: object) => writeSync(log, `${JSON.stringify(line)}\n`);

async function ask(key: string, command: typeof issueCoupons | typeof reclaimCoupons, input: object) {
  say({ key, input });
  const outcome = await command(actor, key, input);
  say(outcome.ok ? { key, id: outcome.id } : { key, refused: outcome.code });
  return outcome.ok ? outcome.id : undefined;
}

async function couponOf(operationId: Id<'couponOperation'>) {
  const { couponRecords } = schema;
  const [record] = await database().select().from(couponRecords).where(eq(couponRecords.operationId, operationId));
  return record?.couponId;
}

async function writer(name: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const key = `crash-${process.pid}-${name}-${count}`;
    const customerIds = [customers[count % customers.length]];
    const issued = await ask(`${key}-issue`, issueCoupons, {
      quotaId,
      customerIds,
      faceValue: `1.${10 + (count % 80)}`,
    });
    const coupon = issued && count % 3 > 0 ? await couponOf(issued) : undefined;
    if (coupon) await ask(`${key}-reclaim`, reclaimCoupons, { couponIds: [coupon] });
  }
}

await Promise.all(Array.from({ length: 8 }, (_, name) => writer(name)));
