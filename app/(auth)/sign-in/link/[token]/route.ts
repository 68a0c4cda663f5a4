import { openLink } from '@/app/_entry/link-door';

/** A link as people get it: takes the token out of the address and shows the form. Uses nothing up. */
export async function GET(_request: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  return openLink((await params).token);
}
