import { describe, expect, it } from 'vitest';
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
    '１３９１２３４５６７８',
  ])('is the one that registers, written as %s', (text) => {
    expect(mobileNumber.parse(text)).toBe('13912345678');
    expect(newReportInput.parse({ ...prospect, mobile: text })).toMatchObject({ mobile: '13912345678' });
  });
});
