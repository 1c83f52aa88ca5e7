import { date } from '../../lib/date.ts';
import { defineCertificateRule } from './certificate-rule.ts';
import { wrongClock } from './own-clock.ts';

export const certificateNotYetValid = defineCertificateRule({
  id: 'connectivity.certificate-not-yet-valid',
  kinds: ['not-yet-valid'],
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The certificate of a server is not valid yet.',
    meaning:
      'The validity of the certificate begins in the future. Either it was put to use too early, or the clock of the PC (or of the authority that issued it) is wrong.',
    remedy: 'Check the clock of the PC first; if it is right, use a certificate that is already valid.',
    reference: 'RFC 5280 4.1.2.5',
  },
  describe: ({ problem, host, which, certificate, judgedSeq, facts }) => {
    const clock = wrongClock(
      facts,
      judgedSeq,
      (now) => now >= problem.notBeforeMs && now < (certificate?.notAfterMs ?? Infinity),
    );
    if (clock !== null) {
      return {
        title: `The clock of this PC is ${clock.skew}, so the certificate of ${host} looks not yet valid.`,
        explanation: clock.explanation,
        remedy:
          'Correct date, time and time zone of the PC, then sign in again. Nothing is wrong with the server.',
        verify: 'w32tm /query /status',
        owner: 'user',
      };
    }
    return {
      title: `${which} is not valid before ${date(problem.notBeforeMs)}.`,
      explanation: `${which} becomes valid on ${date(problem.notBeforeMs)}; until then no client goes on.`,
      remedy: `Assign a certificate to the service on ${host} that is already valid, or wait until then. If other PCs can sign in, correct the clock of this one.`,
      verify: null,
      alternatives: [
        'The clock of this PC is slow: other users sign in, and the date shown on the PC is not today.',
        'The certificate was issued with a later start, or by an authority with a fast clock: nobody can sign in.',
      ],
    };
  },
});
