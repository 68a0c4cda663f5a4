import type { NextRequest } from 'next/server';
import { uploadBankFile } from '@/app/_entry/bank-file-door';

/** Takes a bank's file from the form; who asks, and whether it is ours, the door says. */
export const POST = (request: NextRequest): Promise<Response> => uploadBankFile(request);
