import { v1Route } from '@/app/_entry/v1-route';

/** Whatever is not served under `/api/v1`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = v1Route({});
