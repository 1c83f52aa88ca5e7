import { describe, expect, it } from 'vitest';
import { PROVISIONING, SettingsLog } from '../../../shared/projections/settings/testing/settings-log.ts';
import { settingsLines } from './settings-lines.ts';
import { paintFor } from './style.ts';

const plain = paintFor({ isTerminal: false }, {});

describe('the settings block', () => {
  it('says in a few lines what came', () => {
    const { log } = new SettingsLog().signedIn().allReceived().finished();

    expect(settingsLines(log, plain, 100)).toEqual([
      '',
      'Settings:',
      '  Home pool  pool-a.contoso.test',
      '  Contacts   12 contacts in 1 group, kept on the server',
      '  Dial plan  HQ, 2 rules',
      '  Policies   5 settings',
      '  ✓ Address book: reached, 12 ms, https://web.contoso.test/abs/handler',
      '  ✓ Address book search: reached, 12 ms, https://web.contoso.test/groupexpansion/service.svc',
      '  ✓ Group expansion: reached, 12 ms, https://web.contoso.test/groupexpansion/service.svc',
      '  Missing    nothing',
    ]);
  });

  it('is not there where nothing was asked for', () => {
    expect(settingsLines(new SettingsLog().start().log, plain, 100)).toEqual([]);
    expect(settingsLines(new SettingsLog().signedIn().log, plain, 100)).toEqual([]);
  });

  it('names what does not work, keeps to the width and obeys nothing', () => {
    const builder = new SettingsLog().signedIn();
    builder.add('settings.provisioning.read', {
      ...PROVISIONING,
      groups: PROVISIONING.groups.map((group) => ({
        ...group,
        settings: [
          { name: 'poolUri', value: 'x\u001b[2J' },
          ...Array.from({ length: 20 }, (_, n) => ({
            name: `Url${n}`,
            value: `https://h${n}/\u001b]0;t\u0007`,
          })),
        ],
      })),
    });
    builder.through('provisioning');
    builder.through('contacts', { outcome: 'refused', status: 503, delivery: null }).finished();

    const lines = settingsLines(builder.log, plain, 60);

    expect(lines.filter((line) => line.includes('Missing')).length).toBeGreaterThan(2);
    expect(lines.join('\n')).toContain('Contact list: The server refused it with 503');
    expect(lines.join('\n')).toContain('and 8 more addresses');
    expect(lines.join('\n')).not.toMatch(/[\u001b\u0007]/); // eslint-disable-line no-control-regex -- they are what must not be there
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });
});
