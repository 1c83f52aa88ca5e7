import type { LoggedEvent } from '../../events/catalogue.ts';
import type { StepId } from '../../run/ids.ts';
import { connectTo, FRONT_END, peerOf } from './example-logs.ts';
import {
  arrived,
  atHome,
  BACKUP,
  HOME,
  homeChallenged,
  provisioningWith,
  redirectedLog,
  sentOn,
  settingsOf,
  settledLog,
  type SettingsChanges,
} from './home-logs.ts';
import { LogBuilder } from './log-builder.ts';
import type { RuleCase } from './rule-cases.ts';

const justStarted = new LogBuilder().start().log;
const REFUSED = { failure: 'refused', errno: 'ECONNREFUSED', tookMs: 2 } as const;

function redirection(title: string, breaks: LogBuilder, kind: 'error' | 'warning' = 'error'): RuleCase {
  return oneOf('redirection', title, breaks, redirectedLog, kind);
}

function settings(title: string, changes: SettingsChanges, kind: 'error' | 'warning' = 'warning'): RuleCase {
  return oneOf('settings', title, settingsOf(atHome(), FRONT_END, changes), settledLog, kind);
}

function oneOf(
  step: StepId,
  title: string,
  breaks: LogBuilder,
  holds: readonly LoggedEvent[],
  severity: 'error' | 'warning',
): RuleCase {
  const isRoot = severity === 'error';
  return { breaks: breaks.finish(), holds, notApplicable: justStarted, severity, isRoot, step, title };
}

/** For each rule about the home server and its settings, the logs of rule-cases.ts. */
export const HOME_CASES: Readonly<Record<string, RuleCase>> = {
  'redirection.target-unreachable': redirection(
    'your home server pool02.contoso.test, but it refuses the connection',
    sentOn()
      .inStep('redirection', (log) =>
        log.address(HOME.host, ['192.0.2.60']).tcp(peerOf(HOME), '192.0.2.60', REFUSED),
      )
      .target(HOME, 'tcp-failed')
      .redirectionConcluded('unreachable'),
  ),
  'redirection.target-untrusted': redirection(
    'your home server pool02.contoso.test, but its certificate is not accepted',
    sentOn()
      .inStep('redirection', (log) => {
        const flow = log.address(HOME.host, ['192.0.2.60']).tcp(peerOf(HOME), '192.0.2.60');
        log.tls(flow, peerOf(HOME), {
          problems: [{ kind: 'name-mismatch', host: HOME.host, names: ['fe11.contoso.test'] }],
        });
      })
      .target(HOME, 'untrusted')
      .redirectionConcluded('unreachable'),
  ),
  'redirection.loop': redirection(
    'pool02.contoso.test sends it back to pool01.contoso.test',
    homeChallenged()
      .inStep('redirection', (log) => log.attempt(HOME, 'ntlm', { outcome: 'redirected', status: 301 }))
      .redirect(HOME, [{ place: { host: FRONT_END.host, port: 5061 }, standing: 'visited' }])
      .redirectionConcluded('loop'),
  ),
  'redirection.no-target': redirection(
    'pool01.contoso.test says that your account lives elsewhere, but not where',
    sentOn([]).redirectionConcluded('no-target'),
  ),
  'redirection.moved-to-teams': redirection(
    'Your account leads to Microsoft 365',
    sentOn([
      { place: { host: 'sipdir.online.lync.com', port: 443 }, standing: 'cloud' },
    ]).redirectionConcluded('moved-to-cloud'),
  ),
  'redirection.outside-domain': (() => {
    const home = { ...HOME, host: 'sip.fabrikam.test' };
    const log = sentOn([{ place: { host: home.host, port: 5061 }, isOutsideDomain: true }]);
    return redirection(
      'whether to trust sip.fabrikam.test, to which you are sent',
      settingsOf(arrived(homeChallenged(log, home), home), home),
      'warning',
    );
  })(),
  'redirection.backup-registrar': (() => {
    const log = sentOn([{ place: { host: HOME.host, port: 5061 }, q: 0.7 }, BACKUP.host])
      .inStep('redirection', (one) => {
        connectTo(one, BACKUP);
        one.tcp(peerOf(HOME), '192.0.2.60', REFUSED);
      })
      .target(HOME, 'tcp-failed');
    const standIn = { isConnectedToPrimary: false };
    return redirection(
      'at the backup server pool03.contoso.test, because your home server pool02.contoso.test cannot be used',
      settingsOf(arrived(homeChallenged(log, BACKUP, 2), BACKUP, standIn, false), BACKUP),
      'warning',
    );
  })(),
  'settings.connection-lost': settings(
    'You were signed in, and then the connection to pool01.contoso.test was lost',
    {
      endings: {
        contacts: { outcome: 'closed', detail: 'The connection was lost.' },
        presence: { outcome: 'closed', detail: 'The connection was lost.' },
      },
    },
    'error',
  ),
  'settings.provisioning-failed': settings(
    'pool01.contoso.test refuses to give you your settings',
    { endings: { provisioning: { outcome: 'refused', status: 403 } } },
    'error',
  ),
  'settings.provisioning-incomplete': settings('no sound or video with people outside', {
    provisioning: provisioningWith({ mrasUri: null }),
  }),
  'settings.contacts-failed': settings('your contact list did not come', {
    endings: { contacts: { outcome: 'refused', status: 503 } },
  }),
  'settings.presence-failed': settings('the presence of your contacts could not be loaded', {
    endings: { presence: { outcome: 'refused', status: 489 } },
  }),
  'settings.location-profile-failed': settings('The server has no dial plan for you', {
    endings: { 'location-profile': { outcome: 'refused', status: 404 } },
  }),
  'settings.location-profile-invalid': settings('The dial plan that came cannot be read', {
    endings: { 'location-profile': { outcome: 'invalid', status: 200, detail: 'not XML' } },
  }),
  'settings.service-url-unreachable': settings('Address book: oldabs.contoso.test cannot be used', {
    services: (log) => log.serviceProbed({ host: 'oldabs.contoso.test', outcome: 'unresolvable' }),
  }),
};
