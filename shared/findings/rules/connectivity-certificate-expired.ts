import { date } from '../../lib/date.ts';
import type { Owner } from '../finding.ts';
import { defineCertificateRule } from './certificate-rule.ts';
import { wrongClock } from './own-clock.ts';

export const certificateExpired = defineCertificateRule({
  id: 'connectivity.certificate-expired',
  kinds: ['expired'],
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The certificate of a server has expired.',
    meaning:
      'The server identifies itself with a certificate whose validity has ended, so no client trusts it any more; usually everybody is affected at once.',
    remedy: 'Renew the certificate on the server, assign it to the service and restart the service.',
    reference: 'RFC 5280 4.1.2.5',
  },
  describe: ({ problem, host, which, certificate, isSent, judgedSeq, facts }) => {
    const clock = wrongClock(
      facts,
      judgedSeq,
      (now) => now < problem.notAfterMs && now >= (certificate?.notBeforeMs ?? 0),
    );
    if (clock !== null) {
      return {
        title: `The clock of this PC is ${clock.skew}, so the certificate of ${host} looks expired.`,
        explanation: clock.explanation,
        remedy:
          'Correct date, time and time zone of the PC, then sign in again. Nothing is wrong with the server.',
        verify: 'w32tm /query /status',
        owner: 'user',
      };
    }
    return {
      title: `${which} expired on ${date(problem.notAfterMs)}.`,
      explanation: `${which} was valid until ${date(problem.notAfterMs)}. A client does not go on after that date, whoever signs in.`,
      ...remedyFor(host, problem.index, isSent),
      verify: null,
      alternatives:
        facts.clock.skewMs === null
          ? ['The clock of this PC is wrong: other users sign in, and the date shown on the PC is not today.']
          : [],
    };
  },
});

/** Who has to renew what: the server's own certificate, one of its chain, or the root in the store of the PC. */
function remedyFor(
  host: string,
  index: number,
  isSent: boolean,
): { readonly remedy: string; readonly owner?: Owner } {
  if (index === 0) {
    return {
      remedy: `Renew the certificate on ${host}, assign it to the service and restart the service. Check the other servers of the pool as well: their certificates often end on the same day.`,
    };
  }
  return isSent
    ? {
        remedy: `Install the renewed certificate of that authority on ${host} in place of the expired one and restart the service. If there is none, the authority must issue the certificate of the server anew.`,
      }
    : {
        remedy: `The authority has to renew its root certificate; install the new one in the computer's store of trusted roots (group policy), or use a certificate of another authority on ${host}.`,
        owner: 'helpdesk',
      };
}
