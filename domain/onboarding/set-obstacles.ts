import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { idOf } from '@/lib/id';
import { seenInput } from '@/lib/seen-input';
import { obstacleNames } from './obstacles-model';

const { customers } = schema;

/** All that are to stand from now on: none may come as nothing, one as plain text. */
const setObstaclesInput = z.strictObject({
  customerId: idOf('customer'),
  obstacles: z
    .preprocess(
      (value) => (typeof value === 'string' ? [value] : (value ?? [])),
      z.array(z.enum(obstacleNames, 'invalid')),
    )
    .transform((obstacles) => obstacleNames.filter((name) => obstacles.includes(name))),
  seen: seenInput,
});

/**
 * The operator says what keeps a customer from being associated with a partner. Who is associated already stays so.
 *
 * @refuses customer_not_found
 * @source spec/01 §1.5
 */
export const setObstacles = command({
  name: 'customers.set_obstacles',
  permission: 'customers.set_obstacles',
  returns: 'customer',
  input: setObstaclesInput,
  refusals: ['customer_not_found', 'changed_meanwhile'],
  async run({ tx, refuse }, { customerId, obstacles, seen }) {
    const [held] = await tx
      .select({ obstacles: customers.obstacles })
      .from(customers)
      .where(eq(customers.id, customerId))
      .for('no key update');
    if (!held) return refuse('customer_not_found');
    refuseOvertaken(refuse, seen, shownOf(held, ['obstacles']));
    await tx.update(customers).set({ obstacles }).where(eq(customers.id, customerId));
    const detail = { obstaclesWere: held.obstacles.join(' '), obstacles: obstacles.join(' ') };
    return { id: customerId, audit: { detail } };
  },
});
