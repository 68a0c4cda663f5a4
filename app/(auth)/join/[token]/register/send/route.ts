import type { NextRequest } from 'next/server';
import { sendCodesWithForm } from '@/app/_entry/join-door';

/** The first step of registering: codes to the address and the number that were entered. */
export async function POST(
  request: NextRequest,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  return sendCodesWithForm(request, (await params).token);
}
