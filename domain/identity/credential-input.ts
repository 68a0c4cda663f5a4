import { z } from 'zod';

/** Asking for the sandbox key says nothing but that: it is the key of whoever asks. */
export const renewSandboxKeyInput = z.strictObject({});
