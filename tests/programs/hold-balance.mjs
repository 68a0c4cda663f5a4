// Holds a balance in a running statement until it is killed. Arguments: database, account. Says `holding` when it does.
import pg from 'pg';

const [url, account] = process.argv.slice(2);
const [client, observer] = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })];
await client.connect();
await observer.connect();
await client.query('begin');
await client.query(
  `select * from ledger_post_batch(array[gen_random_uuid()], array['x'],
     array[(select id from ledger_accounts where purpose = 'bank_clearing' limit 1)], array[$1::bigint], array['CNY'], array[1::bigint])`,
  [account],
);
const { rows } = await client.query('select pg_backend_pid() as pid');
const sleeping = client.query('select pg_sleep(60)');
for (let isRunning = false; !isRunning; ) {
  const seen = await observer.query(
    `select 1 from pg_stat_activity where pid = $1 and state = 'active' and query like '%pg_sleep%'`,
    [rows[0].pid],
  );
  isRunning = seen.rows.length > 0;
}
process.stdout.write('holding\n');
await sleeping;
