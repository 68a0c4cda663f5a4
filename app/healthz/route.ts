/** Whether the process runs. It does when this is answered; nothing else is looked at. */
export const GET = (): Response => Response.json({ status: 'alive' }, { headers: { 'Cache-Control': 'no-store' } });

export const dynamic = 'force-dynamic';
