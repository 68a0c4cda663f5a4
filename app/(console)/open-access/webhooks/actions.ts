'use server';

import { formAction } from '@/app/_entry/form-action';
import { addSecret } from '@/domain/webhooks/add-secret';
import { changeEndpoint } from '@/domain/webhooks/change-endpoint';
import { createEndpoint } from '@/domain/webhooks/create-endpoint';
import { disableEndpoint } from '@/domain/webhooks/disable-endpoint';
import { enableEndpoint } from '@/domain/webhooks/enable-endpoint';
import { endSecret } from '@/domain/webhooks/end-secret';
import { replayDeliveries } from '@/domain/webhooks/replay-deliveries';
import { replayDelivery } from '@/domain/webhooks/replay-delivery';
import { sendTest } from '@/domain/webhooks/send-test';

const path = '/open-access/webhooks/:id';

export const createEndpointAction = formAction(createEndpoint);
export const changeEndpointAction = formAction(changeEndpoint, { then: `${path}?done=changed` });
export const disableEndpointAction = formAction(disableEndpoint, { then: `${path}?done=disabled` });
export const enableEndpointAction = formAction(enableEndpoint, { then: `${path}?done=enabled` });
export const addSecretAction = formAction(addSecret);
export const endSecretAction = formAction(endSecret, { then: `${path}?done=secretEnded` });
export const replayDeliveriesAction = formAction(replayDeliveries, { then: `${path}?done=replayed` });
export const replayDeliveryAction = formAction(replayDelivery, { then: ':back' });
export const sendTestAction = formAction(sendTest, { then: ':back' });
