import { describe, expect, it } from 'vitest';
import { LogBuilder } from '../findings/testing/log-builder.ts';
import { environmentJson } from './environment.ts';

const about = {
  savedAt: Date.UTC(2026, 10, 22, 13),
  savedBy: 'alice on pc-1',
  tool: { name: 'rungs', version: '0.2.0' },
  redaction: 'standard',
} as const;

describe('environmentJson', () => {
  it('says what was to be done, on which computer, and with which program', () => {
    const computer = {
      platform: 'win32 x64',
      runtime: 'Node 20',
      systemResolvers: ['192.0.2.53'],
      trustStore: { source: 'system', path: null, certificates: 140, added: 1 },
    } as const;
    const builder = new LogBuilder().start({
      extraCaPem: ['-----BEGIN CERTIFICATE-----'],
      profile: 'lync2010',
    });
    builder.add('run.environment.observed', { ...computer, systemResolvers: [...computer.systemResolvers] });

    const environment: unknown = JSON.parse(environmentJson(builder.log, about));

    expect(environment).toMatchObject({
      run: {
        id: 'run-1',
        startedAt: '2026-11-22T12:00:00.000Z',
        tool: { name: 'rungs', version: '0.0.0' },
        plan: { address: 'alice@contoso.test', profile: 'lync2010', extraCaPem: 1 },
      },
      computer,
      saved: { at: '2026-11-22T13:00:00.000Z', by: 'alice on pc-1', tool: about.tool, redaction: 'standard' },
    });
  });

  it('says that it does not know', () => {
    expect(JSON.parse(environmentJson([], { ...about, savedAt: Number.NaN }))).toMatchObject({
      run: null,
      computer: null,
      saved: { at: null },
    });
  });
});
