import { useTranslations } from 'next-intl';
import { Badge, Chip } from '@/components/ui/badge';
import type { UserRow } from '@/domain/identity/queries';

/** What a member can do now: sign in, wait for the first sign-in, or neither. */
export function MemberState({ member }: { member: Pick<UserRow, 'state' | 'hasPassword' | 'hasOpenLink'> }) {
  const t = useTranslations('users.states');
  if (member.state === 'disabled') return <Badge tone="danger">{t('disabled')}</Badge>;
  if (member.hasPassword) return <Badge tone="success">{t('active')}</Badge>;
  return member.hasOpenLink ? <Badge tone="info">{t('invited')}</Badge> : <Badge tone="warning">{t('linkOver')}</Badge>;
}

export function MemberRoles({ roles }: { roles: UserRow['roles'] }) {
  const t = useTranslations('common.roles');
  return (
    <span className="inline-flex flex-wrap gap-1">
      {roles.map((role) => (
        <Chip key={role}>{t(role)}</Chip>
      ))}
    </span>
  );
}
