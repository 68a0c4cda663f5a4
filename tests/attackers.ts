import pg from 'pg';
import type { TestDatabase } from './database';

/** Who has hold of the database: the application, the owner of the tables, a superuser. */
export type Attacker = 'app' | 'owner' | 'super';

/** A connection of each of them, and a way to use it. */
export async function attackersOf(test: TestDatabase) {
  const clients = {
    app: new pg.Client({ connectionString: test.appUrl }),
    owner: new pg.Client({ connectionString: test.ownerUrl }),
    super: new pg.Client({ connectionString: test.superUrl }),
  } satisfies Record<Attacker, pg.Client>;
  for (const client of Object.values(clients)) await client.connect();
  return {
    clients,
    /** Runs the statements and commits; the code of the error that stopped it, or `done`. */
    async attack(who: Attacker, statements: readonly string[]): Promise<string> {
      const client = clients[who];
      try {
        await client.query('begin');
        for (const statement of statements) await client.query(statement);
        await client.query('commit');
        return 'done';
      } catch (error) {
        await client.query('rollback');
        return (error as { code: string }).code;
      }
    },
    async end(): Promise<void> {
      for (const client of Object.values(clients)) await client.end();
    },
  };
}
export type Attackers = Awaited<ReturnType<typeof attackersOf>>;
