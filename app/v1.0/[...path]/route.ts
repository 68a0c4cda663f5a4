import { apiRoute } from '@/app/_entry/api-route';

/** Paths of the contract that are not served (yet), and all others. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({});
