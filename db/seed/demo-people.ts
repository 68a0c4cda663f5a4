import type { Role } from '@/db/schema/identity';
import { demoEmail, demoOrganizations, namedCustomers } from './demo-organizations';

/** Somebody who can sign in to the demo world. */
interface DemoPerson {
  readonly organization: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
}

const titles = { admin: '管理员', finance: '财务', sales: '客户经理', viewer: '查看员' } as const satisfies Record<
  Role,
  string
>;
const surnames = [
  '陈',
  '林',
  '周',
  '吴',
  '徐',
  '孙',
  '马',
  '朱',
  '胡',
  '郭',
  '何',
  '高',
  '罗',
  '郑',
  '梁',
  '谢',
  '宋',
  '唐',
  '许',
  '韩',
];

/** @source spec/demo-world.md "Users" */
export function demoPeople(): DemoPerson[] {
  let count = 0;
  const person = (organization: string, who: string, role: Role, isDisabled = false): DemoPerson => {
    const surname = surnames[count % surnames.length] ?? '';
    count += 1;
    return { organization, email: demoEmail(who, organization), name: `${surname}${titles[role]}`, role, isDisabled };
  };
  return [
    ...demoOrganizations.flatMap(({ code, kind }) => {
      const roles =
        kind === 'operator' ? (['admin', 'finance'] as const) : (['admin', 'finance', 'sales', 'viewer'] as const);
      return roles.map((role) => person(code, role, role));
    }),
    ...namedCustomers.map(({ code }) => person(code, 'admin', 'admin')),
    person('qiming', 'left', 'finance', true),
  ];
}
