import { v1Route } from '@/app/_entry/v1-route';

/** Nothing is served at the root itself. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = v1Route({});
