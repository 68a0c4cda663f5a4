import path from 'node:path';
import type { Actor } from '@/domain/actor';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import { codeOf, readSourceFiles } from './source-files';
import type { World, WorldCustomer, WorldOrganization } from './world';

export type AnyCommand = ((
  actor: Actor,
  requestKey: string,
  input: unknown,
) => Promise<
  | { readonly ok: true; readonly id: string; readonly replayed: boolean; readonly once?: string }
  | { readonly ok: false; readonly code: RefusalCode; readonly fields: FieldProblems }
>) & { readonly commandName: string; readonly permission: string };

/** Every command there is: found in the source, not in a list. */
export async function everyCommand(): Promise<Map<string, AnyCommand>> {
  const commands = new Map<string, AnyCommand>();
  for (const [file, text] of readSourceFiles()) {
    if (!/^domain\/[a-z-]+\/[a-z-]+\.ts$/.test(file) || !/= (command|moneyCommand)\(/.test(codeOf(text))) continue;
    const exported: Record<string, unknown> = await import(path.resolve(file));
    for (const member of Object.values(exported)) if (isCommand(member)) commands.set(member.commandName, member);
  }
  return commands;
}

const isCommand = (member: unknown): member is AnyCommand => typeof member === 'function' && 'commandName' in member;

/** Somebody who asks: an organization of the world, and the customer and the reseller it may work on. */
export interface Principal {
  readonly organization: WorldOrganization;
  readonly customer: WorldCustomer;
  readonly reseller: WorldOrganization;
}

/** One principal per kind of organization. The operator and customers get somebody else's customer, since they have none. */
export function principalsOf(world: World): Record<WorldOrganization['kind'], Principal> {
  const of = (organization: WorldOrganization): Principal => ({
    organization,
    customer: ownCustomer(world, organization),
    reseller: organization.code === 'D2' ? world.r2a : world.r1a,
  });
  const { operator, d1, r1a, s1, g1 } = world;
  return {
    operator: of(operator),
    distributor: of(d1),
    reseller: of(r1a),
    solution_provider: of(s1),
    subsidised_partner: of(g1),
    customer: of(ownCustomer(world, s1)),
  };
}

/** A customer of that organization; of the first solution provider where it has none. */
export function ownCustomer(world: World, { code }: WorldOrganization): WorldCustomer {
  const customers = world.customers[code] ?? world.customers['S1'];
  if (!customers) throw new Error('the world has customers');
  return customers.one;
}
