import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import { rungDetails } from './details.ts';
import { headersOf } from './details/headers.ts';
import { SIP_HEADER_MEANINGS } from './details/sip-header-meanings.ts';
import { ladder } from './ladder.ts';
import { HOME, notification, sentOn, signedInAtHome, wholeLog } from './testing/home-logs.ts';

/** Titles, fields and rows of what the inspector shows of a row. */
function details(log: readonly LoggedEvent[], label: RegExp): readonly string[] {
  const row = ladder(log).rows.find(
    (one) => one.kind !== 'gap' && label.test(one.kind === 'note' ? one.text : one.label),
  );
  if (row === undefined || row.kind === 'gap') throw new Error(`no row ${String(label)}`);
  return rungDetails(log, row).flatMap((section) => {
    if (section.kind === 'table')
      return [`# ${section.title}`, ...section.rows.map((cells) => cells.join(' | '))];
    if (section.kind !== 'fields') return [`# ${section.title}`];
    return [`# ${section.title}`, ...section.fields.map(({ name, value }) => `${name}: ${value}`)];
  });
}

describe('details of steps 4 and 5', () => {
  test('of a redirection list its addresses with their standing', () => {
    const place = { host: 'a.fabrikam.test', port: 5061 };
    const log = sentOn([]).redirect(HOME, [
      { place, q: 0.7, isOutsideDomain: true },
      { place: null, uri: 'tel:1\u0007', q: 0.3, standing: 'unreadable' },
    ]);

    expect(details(log.log, /a\.fabrikam/)).toEqual([
      '# Redirection',
      'By: pool02.contoso.test:5061',
      'Number: 2',
      'Status: 301',
      'Signature: right',
      'May be remembered for: 30 days',
      '# Addresses, the most wanted first',
      '0.7 | a.fabrikam.test:5061 (sip:a.fabrikam.test:5061;transport=tls) | tried in its turn | outside of the sign-in domain',
      '0.3 | tel:1\\x07 | no address that can be read | ',
    ]);
  });

  test('of a subscription say what is asked, how it came, and what it says', () => {
    expect(details(wholeLog(), /^SUBSCRIBE policies/)).toEqual([
      '# What is asked for',
      'Asks for: policies',
      'Groups: 0',
      'First data: may come in the answer',
      '# Request',
      '# What came',
      'Data: in this answer',
      'Subscription: over',
      '# Answer after 20 ms',
      '# Policies and server addresses, by group',
      '# How it ended',
      'Asked for: policies',
      'Result: received',
      'Status: 200',
      'Data: in the answer to the subscription, 900 bytes',
      'Time: 20 ms',
    ]);
  });

  test('of a notification say what it brings, and whether an answer is due', () => {
    expect(details(wholeLog(), /^NOTIFY contacts/)).toEqual(
      expect.arrayContaining(['About: contacts', 'Answer: 200 OK is due', '# Our answer', 'Contacts: 12']),
    );
    expect(details(wholeLog(), /^BENOTIFY/)).toContain('Answer: none is due');
    const log = signedInAtHome();
    notification(log, 'NOTIFY', 'registration-notify', 'deregistered;event=deactivated');
    expect(details(log.log, /registration-notify/)).toContain('Says: deregistered;event=deactivated');
  });

  test('of a registration explain what the registrar says', () => {
    const log = signedInAtHome({ isConnectedToPrimary: false, userServices: 'unavailable', isRemote: true });

    expect(details(log.log, /backup registrar/)).toEqual(
      expect.arrayContaining([
        'Register action: added',
        'Registrar: backup',
        'User services: unavailable',
        'Way in: through an Edge server',
        'Keep-alive: within 5 minutes',
        'Own address (GRUU): none',
        'vnd-microsoft-roaming-contacts: yes',
        'adhoclist: yes',
      ]),
    );
  });

  test('of the way to a service say what it is for', () => {
    const tls = details(
      wholeLog().filter(({ step }) => step === 'settings' || step === null),
      /^TLS/,
    );

    expect(tls).toEqual(expect.arrayContaining(['# Address book', '# Group expansion', 'Result: reached']));
  });
});

test.each([
  ['Event', 'vnd-microsoft-roaming-self', 'The user’s own presence and settings.'],
  ['Event', 'dialog', 'What is registered or subscribed to.'],
  ['subscription-state', 'terminated;expires=0', 'The subscription is over, or was for once only.'],
  ['Expires', '0', 'Ends it at once, or asks once only.'],
  ['subscription-state', 'odd', null],
])('%s: %s has its meaning', (name, value, meaning) => {
  expect(headersOf([[name, value]], SIP_HEADER_MEANINGS)[0]?.meaning).toBe(meaning);
});
