import { describe, expect, it } from 'vitest';
import { mobileNumber as organizationNumber } from '@/domain/identity/organization-input';
import { mobileDigits } from '@/lib/search-text';
import { mobileNumber } from './join-input';
import { newReportInput } from './report-input';

const prospect = { customerName: 'Prospect', contactName: 'Wang Fang' };

describe('a number that was reported', () => {
  it.each([
    '13912345678',
    '139 1234 5678',
    '139-1234-5678',
    '+86 139 1234 5678',
    '0086 13912345678',
    '8613912345678',
    '086 139 1234 5678',
    '１３９１２３４５６７８',
  ])('is the one that registers, is entered and is looked for, written as %s', (text) => {
    expect(mobileNumber.parse(text)).toBe('13912345678');
    expect(organizationNumber.parse(text)).toBe('13912345678');
    expect(mobileDigits(text)).toBe('13912345678');
    expect(newReportInput.parse({ ...prospect, mobile: text })).toMatchObject({ mobile: '13912345678' });
  });
});
