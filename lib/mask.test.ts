import { describe, expect, it } from 'vitest';
import { maskAccount, maskEmail, maskMobile, maskName } from './mask';

describe('masking', () => {
  it.each([
    ['13800001234', '138****1234'],
    ['+8613800001234', '+86****1234'],
    ['12345678', '1****78'],
    ['123', '****'],
    ['', null],
    [null, null],
  ])('[P6] writes the mobile number %s as %s', (mobile, masked) => {
    expect(maskMobile(mobile)).toBe(masked);
  });

  it.each([
    ['finance@qiming.example', 'f***@qiming.example'],
    ['a@b.example', 'a***@b.example'],
    ['not an address', '***'],
    [null, null],
  ])('[P6] writes the address %s as %s', (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });

  it.each([
    ['张三丰', '张**'],
    ['ACME Robotics', `A${'*'.repeat(10)}`],
    ['李', '李*'],
    ['😀 smile', '😀*****'],
    ['\u202Eevil', 'e***'],
    ['=1+1', '=***'],
    ['\u200B ', '*'],
  ])('[P6] writes the name %j as %j', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  it.each([
    ['6222 0200-1234 5678', '****5678'],
    ['DE89370400440532013000', '****3000'],
    ['12345678', '****5678'],
    ['1234567', '****'],
    ['', '****'],
  ])('[P6] writes the account %j as %j', (account, masked) => {
    expect(maskAccount(account)).toBe(masked);
  });
});
