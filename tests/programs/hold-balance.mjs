// Holds a balance in a running statement until it is killed. Arguments: database, account. Says `holding` when it does.
import pg from 'pg';

const [url, account] = process.argv.slice(2);
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query('begin');
await client.query(
  `select * from ledger_post_batch(array[gen_random_uuid()], array['x'],
     array[(select account_id from ledger_balances where floor_minor < 0 limit 1)], array[$1::bigint], array['CNY'], array[1::bigint])`,
  [account],
);
process.stdout.write('holding\n');
await client.query('select pg_sleep(60)');
