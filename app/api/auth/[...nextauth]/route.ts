import type { NextRequest } from 'next/server';
import { authAnswer } from '@/app/_entry/session';
import { signInWithForm } from '@/app/_entry/sign-in-door';

type Context = { params: Promise<{ nextauth: string[] }> };

/** The token a sign-in has to bring along. Nothing else of next-auth is served: who is signed in is nobody's to ask here. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { nextauth } = await params;
  return nextauth.join('/') === 'csrf' ? authAnswer(request, 'csrf') : new Response(null, { status: 404 });
}

/** Signing in; signing out is a form action like everything else people do. */
export async function POST(request: NextRequest, { params }: Context): Promise<Response> {
  const { nextauth } = await params;
  return nextauth.join('/') === 'callback/credentials' ? signInWithForm(request) : new Response(null, { status: 404 });
}
