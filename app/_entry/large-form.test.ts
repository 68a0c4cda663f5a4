import { expect, it } from 'vitest';
import { placeOfLargeForm } from './large-form';

const placeOf = (path: string, headers: Record<string, string>, method = 'POST') =>
  placeOfLargeForm(new Request(`http://localhost:3000${path}`, { method, headers }))?.href;
const large = { 'content-length': '2000001' };

it('sends a form that is too large back to its page, with what its address says', () => {
  expect(placeOf('/funds/claims/new?line=bln_1&amount=1.00', large)).toBe(
    'http://localhost:3000/funds/claims/new?line=bln_1&amount=1.00&tooLarge=1',
  );
  expect(placeOf('/funds/batches/new?tooLarge=1', large)).toBe('http://localhost:3000/funds/batches/new?tooLarge=1');
});

it('leaves alone what can be read, what scripts send, and every other address', () => {
  for (const [path, headers, method] of [
    ['/funds/claims/new', { 'content-length': '2000000' }, 'POST'],
    ['/funds/claims/new', { 'content-length': 'many' }, 'POST'],
    ['/funds/claims/new', {}, 'POST'],
    ['/funds/claims/new', { ...large, 'next-action': '40ab' }, 'POST'],
    ['/funds/claims/new', large, 'GET'],
    ['/operations/bank-files/upload', large, 'POST'],
    ['/funds/claims/new/', large, 'POST'],
  ] as const)
    expect(placeOf(path, headers, method)).toBeUndefined();
});
