import { notFound } from 'next/navigation';
import { getLocale } from 'next-intl/server';
import { cache } from 'react';
import { type InvitationView, lookAtInvitation } from '@/domain/onboarding/join-invitation';
import { localName } from '@/lib/local-name';

/** The invitation of a page's address, once per request, with its partner's name in the page's language. A token that is none has no page. */
export const loadInvitation = cache(async (token: string): Promise<InvitationView & { readonly name: string }> => {
  const [invitation, locale] = await Promise.all([lookAtInvitation(token), getLocale()]);
  if (!invitation) return notFound();
  return { ...invitation, name: localName(invitation.partner, locale) };
});
