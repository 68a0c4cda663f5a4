import type { NextRequest } from 'next/server';
import { takeIdpMetadata } from '@/app/_entry/idp-metadata-door';

/** Takes an identity provider's metadata from the form; who asks, and whether it is ours, the door says. */
export const POST = (request: NextRequest): Promise<Response> => takeIdpMetadata(request);
