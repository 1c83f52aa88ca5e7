import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { LogBuilder } from '../findings/testing/log-builder.ts';
import { discoverBySrv, registerAt } from '../findings/testing/example-logs.ts';
import { checklist } from './checklist.ts';
import { findingWith } from './testing/finding.ts';
import {
  atHome,
  concluded,
  DIRECTOR,
  HOME,
  respond,
  sentOn,
  signedInAtHome,
  subscribe,
  wholeLog,
} from './testing/home-logs.ts';
import { liveVerdict, verdict } from './verdict.ts';

/** Steps 3 to 5. */
function steps(log: readonly LoggedEvent[], findings: readonly Finding[] = []): readonly string[] {
  return checklist(log, findings)
    .slice(2)
    .map(({ number, state, summary }) => `${number} ${state} ${summary}`);
}

function headline(log: readonly LoggedEvent[]): string {
  const live = liveVerdict(log, []);
  return live.state === 'running' ? live.headline : live.verdict.summary;
}

const PROVED = '3 passed Proved with NTLM, 3 REGISTERs as expected; sent on to another server';

describe('the checklist of a sign-in that is sent on', () => {
  test('is passed to the end', () => {
    expect(steps(wholeLog())).toEqual([
      '3 passed Signed in with NTLM, 3 REGISTERs as expected',
      '4 passed pool02.contoso.test:5061, sent there by pool01.contoso.test',
      '5 passed Policies, 12 contacts, 2 of 4 service addresses reachable; not: dial plan (404)',
    ]);
  });

  test('does not take step 3 back while the next server asks again', () => {
    const trying = atHome().inStep('redirection', (log) => log.choose('ntlm', [['ntlm', 'next-in-order']]));
    trying.add('authentication.attempt.started', {
      purpose: 'sign-in',
      method: 'ntlm',
      endpoint: HOME,
      expectedRegisters: 3,
    });

    expect(steps(sentOn().log)).toEqual([
      PROVED,
      '4 running Going on to pool02.contoso.test…',
      expect.stringMatching(/^5 pending/),
    ]);
    expect(steps(trying.log).slice(0, 2)).toEqual([
      PROVED,
      '4 running Signing in at pool02.contoso.test with NTLM…',
    ]);
  });

  test('fails where the way ends', () => {
    const finding = findingWith({ id: 'redirection.loop', step: 'redirection', title: 'Round in a circle.' });
    const log = sentOn().redirectionConcluded('loop').finish();

    expect(steps(log, [finding])).toEqual([
      PROVED,
      '4 failed Round in a circle.',
      '5 skipped Not reached: the sign-in stopped at step 4, Go to the home server.',
    ]);
    expect(steps(log)[1]).toMatch(/^4 failed/);
  });

  test('has the proof still before it when nobody asked for one', () => {
    const start = new LogBuilder().start({ auth: 'auto', credentials: { kind: 'password', user: 'bob' } });
    const log = registerAt(discoverBySrv(start), DIRECTOR, 301);
    log.add('step.started', { step: 'authentication' });
    log.add('step.finished', { step: 'authentication' });
    log.redirect(DIRECTOR, [HOME.host], { isSigned: false });

    expect(steps(log.log)[0]).toBe('3 running Signing in…');
    expect(steps(log.redirectionConcluded('unreachable').finish())[0]).toBe(
      '3 skipped Not asked for: the server sent the sign-in on before it asked who you are.',
    );
  });

  test('names a chain, and a second choice', () => {
    const log = sentOn()
      .redirect({ ...HOME, host: 'x' }, [HOME.host])
      .redirectionConcluded('arrived', { home: HOME, isFirstChoice: false });

    expect(steps(log.log)[1]).toBe(
      '4 passed pool02.contoso.test:5061, sent there by way of 2 servers, as the first choice could not be used',
    );
  });
});

describe('step 5', () => {
  test('says what is waited for', () => {
    const log = signedInAtHome();
    const before = steps(log.log)[2];
    const policies = subscribe(log, 'provisioning');
    subscribe(log, 'contacts');
    const asked = headline(log.log);
    concluded(log, 'provisioning', respond(log, policies, 200));
    const waiting = headline(log.log);
    concluded(log, 'contacts', undefined, { outcome: 'no-answer' });
    const trying = headline(log.log);
    log.add('settings.subscription.ended', { request: 'contacts', status: 200 });

    expect([before, asked, waiting, trying, headline(log.log)]).toEqual([
      '5 running Loading settings…',
      'Loading settings: policies and contacts…',
      'Loading settings: contacts…',
      'Trying the service addresses…',
      'Signing out…',
    ]);
  });

  test('is cancelled halfway, and passed once all is through', () => {
    const half = signedInAtHome();
    concluded(half, 'provisioning');
    const whole = wholeLog().slice(0, -1);

    expect(steps(half.settingsEnded().finish('cancelled'))[2]).toBe(
      '5 cancelled Cancelled before there was a result.',
    );
    expect(checklist(whole, [])[4]?.state).toBe('passed');
  });

  test('is failed by its finding, by a fault of ours, and warned by a warning', () => {
    const finding = findingWith({ id: 'settings.provisioning-failed', step: 'settings', title: 'Refused.' });
    const crashed = signedInAtHome();
    crashed.add('probe.crashed', { message: 'x', stack: null }, { step: 'settings' });
    const warning = findingWith({ step: 'settings', rootCause: false, severity: 'warning' });

    expect(steps(wholeLog(), [finding])[2]).toBe('5 failed Refused.');
    expect(steps(crashed.settingsEnded().finish('crashed'))[2]).toMatch(/^5 crashed Rungs itself failed/);
    expect(steps(wholeLog(), [warning])[2]).toMatch(/^5 warned Policies/);
  });

  test('needs no step 4 where the first server is the home server', () => {
    const log = new LogBuilder().start({ auth: 'ntlm', credentials: { kind: 'password', user: 'bob' } });
    registerAt(discoverBySrv(log), DIRECTOR, 401).signInWithNtlm(DIRECTOR).described();
    const backup = [...log.described({ isConnectedToPrimary: false }).log];

    expect(steps(log.settingsBegun().log.slice(0, -2))[1]).toBe(
      '4 skipped The first server is the home server.',
    );
    expect(steps(backup)[1]).toBe(
      '4 skipped The first server keeps the sign-in, in place of the primary registrar.',
    );
  });
});

describe('the verdict', () => {
  test('names the home server, unless another one stands in for it', () => {
    const backup = signedInAtHome({ isConnectedToPrimary: false }).finish();

    expect(verdict(wholeLog(), []).summary).toBe(
      'Signed in as alice@contoso.test on the home server pool02.contoso.test with NTLM.',
    );
    expect(verdict(backup, []).summary).toMatch(
      /^Signed in as alice@contoso.test on pool02.contoso.test with NTLM/,
    );
  });

  test('says that the sign-in worked when what came after it did not', () => {
    const crashed = signedInAtHome();
    crashed.add('probe.crashed', { message: 'x', stack: null }, { step: 'settings' });
    const explained = findingWith({ step: 'settings', title: 'You are signed in, but the server refuses.' });

    const failed = verdict(crashed.finish('crashed'), []);

    expect(failed).toMatchObject({ outcome: 'failed', step: 'settings' });
    expect(failed.summary).toMatch(
      /^Signed in as .* with NTLM, but not to the end: Rungs itself failed at step 5/,
    );
    expect(verdict(wholeLog(), [explained]).summary).toBe('You are signed in, but the server refuses.');
  });
});
