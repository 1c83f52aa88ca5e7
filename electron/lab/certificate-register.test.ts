import { expect, test } from 'vitest';
import { createCertificateRegister, thumbprintOf } from './certificate-register.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a device has one certificate per user, under the name that both sides use', () => {
  const register = createCertificateRegister();

  register.publish({
    address: 'Alice@contoso.test',
    deviceId: '{4233FD41-093B}',
    certificateDer: bytes('first'),
  });
  register.publish({ address: 'bob@contoso.test', deviceId: '4233fd41-093b', certificateDer: bytes('bob') });
  register.publish({
    address: 'alice@contoso.test',
    deviceId: '4233fd41-093b',
    certificateDer: bytes('second'),
  });

  expect(register.find(thumbprintOf(bytes('first')))).toBeNull();
  expect(register.find(thumbprintOf(bytes('second')))).toMatchObject({
    address: 'alice@contoso.test',
    deviceId: '4233fd41-093b',
  });
  expect(register.find(thumbprintOf(bytes('bob')))).toMatchObject({ address: 'bob@contoso.test' });
});

test('forgets the oldest first', () => {
  const register = createCertificateRegister();

  for (let device = 0; device <= 1_000; device += 1) {
    register.publish({ address: 'a@b', deviceId: String(device), certificateDer: bytes(String(device)) });
  }

  expect(register.find(thumbprintOf(bytes('0')))).toBeNull();
  expect(register.find(thumbprintOf(bytes('1')))).not.toBeNull();
  expect(register.find(thumbprintOf(bytes('1000')))).not.toBeNull();
});
