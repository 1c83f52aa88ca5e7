import { dateTime } from '../../lib/date.ts';
import type { Setback } from '../facts/authentication.ts';
import { KERBEROS_SKEW_MS, skewOver, type ServerClock, type ServerClocks } from '../facts/server-clocks.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { aboutDiagnostic, answerOf, skewInWords, webAnswerOf } from '../authentication-words.ts';
import { foreign, listed, sentences } from '../words.ts';
import { setbackFaults } from './setback-rule.ts';

interface SkewFault extends Fault {
  readonly setback: Setback | null;
}

export const clockSkew = defineRule<SkewFault>({
  id: 'authentication.clock-skew',
  step: 'authentication',
  severity: 'error',
  owner: 'user',
  text: {
    title: 'The clock of this PC and that of the servers are too far apart.',
    meaning:
      'Kerberos allows five minutes between two clocks, NTLM fifteen. Beyond that tickets and certificates look expired or forged, and a sign-in fails although the password is right; or it still works by one method and fails by another.',
    remedy:
      'Correct date, time and time zone of the PC and let it synchronise; if it is right, correct the clock of the server.',
    reference: '[MS-SIP] 3.1.5.1; RFC 4120 8.2; [MS-OCER] 1013',
  },
  judge: ({ authentication }) => {
    const caused: readonly SkewFault[] = setbackFaults(authentication, 'clock-skew');
    const measured = skewOver(authentication.clocks, KERBEROS_SKEW_MS);
    const beside: readonly SkewFault[] =
      measured === null
        ? []
        : [{ setback: null, place: { kind: 'beside' }, evidence: overLimit(authentication.clocks) }];
    return verdictOf([...caused, ...beside], authentication.clocks.all.length > 0);
  },
  describe: (faults, { authentication, log }) => {
    const setback = faults.find((fault) => fault.setback !== null)?.setback ?? null;
    const { clocks } = authentication;
    const skew = skewOver(clocks, KERBEROS_SKEW_MS);
    const others = clocks.all.filter(({ host }) => host !== skew?.host);
    const hosts = [...new Set(others.map(({ host }) => host))];
    const isOursAlone = skew !== null && others.length > 0 && others.every((one) => isLike(one, skew));
    const isTheirs = skew !== null && others.length > 0 && others.every(isRight);
    const localMs = log.find(({ seq }) => seq === skew?.seq)?.wall ?? null;
    return {
      title:
        skew === null
          ? 'The clock of this PC and that of the servers are too far apart.'
          : `The clock of this PC is ${skewInWords(skew)}.`,
      explanation: sentences(
        skew === null || localMs === null
          ? null
          : `This PC says ${dateTime(localMs)}; ${foreign(skew.host, 120)} says ${dateTime(localMs + skew.skewMs)} (${SOURCES[skew.source]}).`,
        isOursAlone
          ? `${listed(hosts)} ${hosts.length === 1 ? 'shows' : 'show'} the same, so it is the PC that is wrong.`
          : null,
        isTheirs
          ? `${listed(hosts)} ${hosts.length === 1 ? 'agrees' : 'agree'} with this PC, so it is the server that is wrong.`
          : null,
        setback === null
          ? `${authentication.signedIn === null ? 'Nothing in this run shows that the sign-in fails for that reason' : 'This sign-in worked all the same'}, but Kerberos fails beyond five minutes${skew !== null && skew.certainMs > 3 * KERBEROS_SKEW_MS ? ', and NTLM beyond fifteen' : ''}.`
          : aboutCause(setback),
      ),
      remedy: isTheirs
        ? `Correct the clock of ${foreign(skew.host, 120)} and what it takes its time from.`
        : 'Correct date, time and time zone of the PC (w32tm /resync). If they are right, correct the clock of the server and what it takes its time from.',
      verify: 'w32tm /query /status',
      ...(isTheirs ? { owner: 'server' as const } : {}),
      alternatives:
        isOursAlone || isTheirs
          ? []
          : [
              'The clock of this PC is wrong: the time shown on it differs from that of a telephone.',
              'The clock of the server is wrong: other users of it see the same, and this PC agrees with a telephone.',
            ],
    };
  },
});

function overLimit({ all }: ServerClocks): readonly number[] {
  return all.filter(({ certainMs }) => certainMs > KERBEROS_SKEW_MS).map(({ seq }) => seq);
}

/** As good as the clock of this PC. */
function isRight({ skewMs }: ServerClock): boolean {
  return Math.abs(skewMs) < 60_000;
}

/** Two clocks that are wrong, or right, by the same amount within a minute. */
function isLike(one: ServerClock, other: ServerClock): boolean {
  return Math.abs(one.skewMs - other.skewMs) < 60_000;
}

function aboutCause({ ticket, web, attempt }: Setback): string {
  if (ticket?.failure === 'clock-skew') {
    return `Kerberos gave no ticket because of it: "${foreign(ticket.text, 200)}"${ticket.code === null ? '' : ` (${foreign(ticket.code, 60)})`}.`;
  }
  if (attempt?.outcome === 'no-certificate' && web !== null) {
    return sentences(
      'By the clock of this PC the web ticket is not valid, by the clock of the server it is.',
      webAnswerOf(web),
    );
  }
  const held = attempt?.certificate ?? null;
  return sentences(
    held === null
      ? 'The server refused the sign-in because of it.'
      : `The personal certificate is valid from ${dateTime(held.certificate.notBeforeMs)} to ${dateTime(held.certificate.notAfterMs)}; the clock of this PC said ${dateTime(held.wall)}.`,
    answerOf(attempt),
    aboutDiagnostic(attempt?.diagnostic ?? null),
  );
}

const SOURCES: Readonly<Record<ServerClock['source'], string>> = {
  'sip-date': 'the Date of its SIP answer',
  'ntlm-challenge': 'the time in its NTLM challenge',
  'http-date': 'the Date of its web answer',
};
