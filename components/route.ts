import type { Route } from 'next';

/**
 * The one place where a string becomes a typed route. `next/link` checks literals by itself; paths put together at
 * run time (`/customers/${id}`, filters) come through here. They must start with one slash, so they stay on our origin.
 */
export function route(path: string): Route {
  if (!path.startsWith('/') || path.startsWith('//')) throw new Error('A route starts with exactly one slash');
  return path as Route;
}
