import { v1Write } from '@/app/_entry/v1-operation';
import { v1Route } from '@/app/_entry/v1-route';
import { wireTime } from '@/app/v2/_wire/json';
import { instant, readMembers, requiredOneOf } from '@/app/v2/_wire/members';
import { Refusal } from '@/domain/refusal';
import { type ReplayChoice, replayChoices } from '@/domain/webhooks/model';
import { replayDeliveries } from '@/domain/webhooks/replay-deliveries';
import { idFromWire, isId } from '@/lib/id';

const members = {
  which: requiredOneOf<ReplayChoice>(Object.fromEntries(replayChoices.map((choice) => [choice, choice]))),
  from: instant(),
  to: instant(),
};

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = v1Route({
  POST: v1Write({
    name: 'v1.ReplayDeliveries',
    permission: 'webhooks.replay',
    read: ({ path: { id }, body }, { currency }) => {
      const { which, from, to } = readMembers(members, { body }, currency);
      if (!from) throw new Refusal('invalid_input', { from: 'required' });
      // As the console writes it, or as events name it. One of another form is answered like one nobody has.
      const webhookEndpointId = isId('webhookEndpoint', id) ? id : idFromWire('webhookEndpoint', id ?? '');
      if (!webhookEndpointId) throw new Refusal('webhook_endpoint_not_found');
      return { webhookEndpointId, which, from: wireTime(from), ...(to ? { to: wireTime(to) } : {}) };
    },
    run: ({ actor, requestKey }, input) => replayDeliveries(actor, requestKey, input),
    present: (id, _call, { which, from, to }) => ({ endpoint_id: id, which, from, to: to ?? null, result: 'queued' }),
  }),
});
