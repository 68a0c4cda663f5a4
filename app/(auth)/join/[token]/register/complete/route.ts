import type { NextRequest } from 'next/server';
import { registerWithForm } from '@/app/_entry/join-door';

/** The second step of registering: everything else. */
export async function POST(
  request: NextRequest,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  return registerWithForm(request, (await params).token);
}
