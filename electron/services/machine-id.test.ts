import { describe, expect, it } from 'vitest';
import { machineId } from './machine-id.ts';

const traits = { systemId: null, hostName: 'pc-1', macAddresses: ['00:00:00:00:00:00', '02:00:00:00:00:01'] };

describe('machineId', () => {
  it('is the same every time on one machine, and says nothing about it', () => {
    expect(machineId()).toBe(machineId());
    expect(machineId()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells machines apart by the first of: machine id, host name with hardware address', () => {
    const ids = [
      machineId(traits),
      machineId({ ...traits, hostName: 'pc-2' }),
      machineId({ ...traits, macAddresses: ['02:00:00:00:00:02'] }),
      machineId({ ...traits, systemId: '0123456789abcdef0123456789abcdef' }),
    ];

    expect(new Set(ids).size).toBe(4);
    expect(machineId({ ...traits, macAddresses: ['02:00:00:00:00:01'] })).toBe(ids[0]);
    expect(machineId({ systemId: '0123456789abcdef0123456789abcdef', hostName: 'x', macAddresses: [] })).toBe(
      ids[3],
    );
  });
});
