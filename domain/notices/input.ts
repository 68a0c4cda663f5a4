import { z } from 'zod';
import { idOf } from '@/lib/id';

/** A notice, by id. */
export const noticeInput = z.strictObject({ noticeId: idOf('notice') });

/** Nothing to say but the wish itself. */
export const allNoticesInput = z.strictObject({});
