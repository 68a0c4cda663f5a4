import type { NextRequest } from 'next/server';
import { sendCodeWithForm } from '@/app/_entry/join-door';

/** The first step of registering: a code to the address or number that was entered. */
export async function POST(
  request: NextRequest,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  return sendCodeWithForm(request, (await params).token);
}
