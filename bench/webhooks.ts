import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { keyRing } from '@/domain/identity/key-ring';
import { endWhatIsUnderWay, type Post, startDue } from '@/domain/webhooks/deliver-webhooks';
import { publishEvents } from '@/domain/webhooks/publish-events';
import { newWebhookSecret, secretPlace } from '@/domain/webhooks/webhook-secret';
import { newId, uuidOf } from '@/lib/id';
import { sealSecret } from '@/lib/secret-box';
import { floor, makeFloor } from './allocate';
import { quantile, type Run } from './load';
import { type Measured, measureInRounds, type Settings } from './rounds';
import { makePartner } from './world';

const partnerCount = 20;
/** Events that wait when a drain begins. */
const backlog = 1000;

/**
 * Publishing events of the outbox, and delivering them to receivers that answer at once: what our side of it costs, network apart. Twenty
 * partners with an endpoint each; counted in events, against the least a durable change can cost.
 */
export async function measureWebhooks(settings: Settings): Promise<Measured[]> {
  process.env['KEY_ENCRYPTION_KEY'] ??= randomBytes(32).toString('base64');
  const { owner, appUrl, ms, tell } = settings;
  tell('making partners with endpoints');
  const partners = await makeEndpoints(owner);
  await makeFloor(owner);
  // What other measures have left behind is not ours to publish.
  await owner.query('update outbox_events set published_at = clock_timestamp() where published_at is null');
  await owner.query('vacuum analyze');
  const pool = new pg.Pool({ connectionString: appUrl, max: 1 });
  const against = { name: 'floor', run: () => floor(pool, 1, ms) };
  const fill = () => happen(owner, partners);
  const common = { inFlight: 1, floor: against };
  const results = await measureInRounds(
    [
      { ...common, name: 'webhooks', load: 'publish', work: () => drain(ms, fill, publishEvents) },
      { ...common, name: 'webhooks', load: 'deliver', work: () => deliver(ms, fill) },
    ],
    settings,
  );
  await pool.end();
  return results;
}

async function makeEndpoints(owner: pg.Pool): Promise<string[]> {
  const made = await Promise.all(
    Array.from({ length: partnerCount }, (_, n) => makePartner(owner, `webhooks-${n}`, 0)),
  );
  const partners = made.map(({ actor }) => uuidOf(actor.organizationId));
  for (const partner of partners) {
    const [endpoint, id] = [uuidOf(newId('webhookEndpoint')), newId('webhookSecret')];
    await owner.query(
      `insert into webhook_endpoints (id, organization_id, root_id, url) values ($1, $2, $2, 'https://hooks.bench.example/')`,
      [endpoint, partner],
    );
    await owner.query(
      'insert into webhook_secrets (id, endpoint_id, organization_id, root_id, sealed_secret) values ($1, $2, $3, $3, $4)',
      [uuidOf(id), endpoint, partner, sealSecret(newWebhookSecret(), secretPlace(id), keyRing())],
    );
  }
  return partners;
}

/** Something happens to each partner in turn. */
const happen = (owner: pg.Pool, partners: readonly string[]) =>
  owner.query(
    `insert into outbox_events (id, organization_id, root_id, kind, subject_id, payload, delivered_at)
       select gen_random_uuid(), p, p, 'report.expired', 'rpt_0r5ze23ftf7yx8wjqfsa069tgp', '{}', clock_timestamp()
         from generate_series(1, $2::int) n, lateral (select ($1::uuid[])[1 + n % cardinality($1::uuid[])] as p) o`,
    [partners, backlog],
  );

/** Fills and takes steps until none is left, for that long; filling does not count. */
async function drain(ms: number, fill: () => Promise<unknown>, step: () => Promise<number>): Promise<Run> {
  const steps: number[] = [];
  let done = 0;
  for (let spent = 0; spent < ms; ) {
    await fill();
    for (let count = 1; count > 0; done += count) {
      const startedAt = performance.now();
      count = await step();
      steps.push(performance.now() - startedAt);
      spent += steps.at(-1) ?? 0;
    }
  }
  const sorted = steps.toSorted((a, b) => a - b);
  const seconds = steps.reduce((sum, one) => sum + one, 0) / 1000;
  return { perSecond: done / seconds, p50Ms: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) };
}

/** A step is one look for what is due and whatever has ended meanwhile. */
function deliver(ms: number, happens: () => Promise<unknown>): Promise<Run> {
  let sent = 0;
  const post: Post = async () => {
    sent += 1;
    return { outcome: 'answered', status: 204, headers: {}, body: '', durationMs: 1 };
  };
  const fill = async () => {
    await happens();
    while ((await publishEvents()) > 0);
  };
  return drain(ms, fill, async () => {
    const before = sent;
    const underWay = await startDue(post);
    if (underWay > 0) await endWhatIsUnderWay();
    return sent - before;
  });
}
