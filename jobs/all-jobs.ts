import type { Job } from '@/domain/job';
import { deliverEvents } from '@/domain/notices/deliver-events';
import { sendMessages } from '@/domain/outgoing/send-messages';

/** Everything that is done in the background, in the order of one round. */
export const allJobs: readonly Job[] = [deliverEvents, sendMessages];
