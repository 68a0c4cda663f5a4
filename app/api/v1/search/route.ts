import { getLocale } from 'next-intl/server';
import { currentActor, requireScope } from '@/app/_entry/session';
import { searchCustomers } from '@/domain/customers/queries';
import { may } from '@/domain/permission';
import { localName } from '@/lib/local-name';

const headers = { 'cache-control': 'private, no-store', 'content-type': 'application/json; charset=utf-8' };

/** The customers a few typed letters may mean, for the command palette: at most eight, within what the reader may see. */
export async function GET(request: Request): Promise<Response> {
  const actor = await currentActor();
  if (!actor) return Response.json({ title: 'Unauthorized', status: 401 }, { status: 401, headers });
  if (!may(actor, 'customers.read')) return Response.json({ customers: [] }, { headers });
  const [found, locale] = await Promise.all([
    searchCustomers(await requireScope('customers.read'), new URL(request.url).searchParams.get('q') ?? ''),
    getLocale(),
  ]);
  const customers = found.map((row) => ({ id: row.id, name: localName(row, locale), href: `/customers/${row.id}` }));
  return Response.json({ customers }, { headers });
}
