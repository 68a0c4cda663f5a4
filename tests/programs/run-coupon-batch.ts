import type { Actor } from '@/domain/actor';
import { runCouponBatch } from '@/domain/batches/run-coupon-batch';

/** Runs a list of coupons, or dies over it. Arguments: the actor as JSON and the batch. The database is DATABASE_URL. */
const [actorText = '', batchId = ''] = process.argv.slice(2);
const actor = JSON.parse(actorText) as Actor;
const outcome = await runCouponBatch(actor, `program-${process.pid}`, { batchId });
process.exit(outcome.ok ? 0 : 1);
