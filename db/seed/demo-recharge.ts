import type pg from 'pg';
import { bankRows, makeFiles } from './demo-bank';
import { bankDeeds } from './demo-bank-deeds';
import { demoFiles, demoRemittanceAccounts } from './demo-bank-plan';
import { claimStory } from './demo-claims';
import type { DemoDeed, DemoTable } from './demo-deeds';
import { remittanceDeeds, remittanceRows } from './demo-remittance';
import type { Posted } from './demo-trail';
import { withdrawnOtherwise } from './demo-withdrawal-plan';
import { onlineStory, withdrawalStory } from './demo-withdrawals';
import { insertRows } from './insert-rows';
import { SeededRandom } from './seeded-random';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const shanghaiMs = 8 * hourMs;

/** So many days ago, in Shanghai's working hours: the fraction of a day says how late. */
export function workingHours(now: Date): (days: number) => Date {
  const today = Math.floor((now.getTime() + shanghaiMs) / dayMs) * dayMs - shanghaiMs;
  return (days) => {
    const whole = Math.ceil(days);
    return new Date(today - whole * dayMs + 10 * hourMs + Math.round((whole - days) * 7 * hourMs));
  };
}

/** By partner what comes and goes besides the history's own transfers. */
export function demoOtherwise(): Record<string, bigint> {
  const net = withdrawnOtherwise();
  for (const { minor, state, partner } of demoFiles.flatMap(({ lines }) => lines))
    if (state === 'posted' && partner) net[partner] = (net[partner] ?? 0n) + minor;
  return net;
}

/** What there is of recharge and withdrawal around the history: its rows, and what was done. */
export function rechargeStory(
  posted: readonly Posted[],
  now: Date,
): { tables: readonly DemoTable[]; deeds: readonly DemoDeed[] } {
  const random = new SeededRandom(62);
  const ago = workingHours(now);
  const files = makeFiles(posted, random, ago);
  const [claims, online] = [claimStory(files, random, ago), onlineStory(random, ago)];
  const recharges = posted.filter(({ kind }) => kind === 'recharge');
  const withdrawals = withdrawalStory(recharges, random, ago);
  const tables = [remittanceRows(ago), bankRows(files), claims.tables, online.tables, withdrawals.tables].flat();
  const deeds = [remittanceDeeds(ago), bankDeeds(files), claims.deeds, online.deeds, withdrawals.deeds].flat();
  return { tables, deeds };
}

/** Fills the tables, and lets the numbers that are given once go on where the demo world ends. */
export async function writeTables(client: pg.Client, tables: readonly DemoTable[]): Promise<void> {
  for (const [table, rows] of tables) await insertRows(client, table, rows);
  await client.query(`select setval('remittance_account_numbers', $1)`, [demoRemittanceAccounts.length]);
}
