import { EVENT_MEANINGS } from './registration-details.ts';

type Meaning = (value: string) => string | null;

const SENTENCES: Readonly<Record<string, string>> = {
  via: 'The path that the answer takes back.',
  'max-forwards': 'How many servers may pass this on.',
  from: 'Who asks. epid names this PC among the devices of the account.',
  to: 'Whom it is about.',
  'call-id': 'Names this sign-in or subscription in the logs of client and server.',
  cseq: 'Numbers the requests of this sign-in or subscription.',
  contact: 'Where this PC can be reached; in a redirection, where to go instead.',
  'record-route': 'Servers that later requests have to pass as well.',
  route: 'Servers that this request has to pass.',
  'allow-events': 'What may be subscribed to.',
  supported: 'What the sender can do.',
  require: 'What the receiver must be able to do.',
  'proxy-require': 'What every server on the way must be able to do.',
  accept: 'The kinds of documents that are understood.',
  'content-type': 'What the body is.',
  'ms-keep-alive': 'How the connection is kept open, and within how many seconds something must be sent.',
  'ms-piggyback-cseq':
    'The first notification rides on this answer; its number among the server’s own requests.',
  'ms-benotify': 'The server’s news come without an answer being due.',
  'ms-user-logon-data': 'Whether the user comes in from outside.',
  'p-preferred-registrar': 'The registrar at which this PC is to register instead.',
  'p-session-on-behalf-of': 'For whom somebody else acts.',
  'www-authenticate': 'A way to prove who you are.',
  'proxy-authenticate': 'A way to prove who you are, to a proxy on the way.',
  authorization: 'The proof of who you are, in the method that was chosen.',
  'proxy-authorization': 'The proof of who you are, for a proxy on the way.',
  'authentication-info': 'The server’s signature: shows that it holds the agreed keys.',
  'proxy-authentication-info': 'The signature of a proxy on the way.',
  'presence-state':
    'What the registrar did, and whether the home pool and the user’s services can be reached.',
  server: 'The product of the server.',
  date: 'The server’s clock.',
  'retry-after': 'When to try again, in seconds.',
  'ms-diagnostics': 'The server’s own error code.',
  'ms-diagnostics-public': 'The server’s own error code, as told to outsiders.',
  'ms-telemetry-id': 'Names this request in the server’s records.',
};

const BY_VALUE: Readonly<Record<string, Meaning>> = {
  expires: (value) =>
    value.trim() === '0'
      ? 'Ends it at once, or asks once only.'
      : 'For how many seconds the registration, subscription or redirection holds.',
  event: (value) => {
    const name = value.split(';')[0]?.trim().toLowerCase() ?? '';
    return EVENT_MEANINGS.get(name) ?? 'What is registered or subscribed to.';
  },
  'subscription-state': (value) => {
    const [state = ''] = value.trim().toLowerCase().split(';');
    if (state === 'active') return 'The subscription stands; news will come.';
    if (state === 'pending') return 'The subscription waits for a decision.';
    return state === 'terminated' ? 'The subscription is over, or was for once only.' : null;
  },
};

/** What a person wants to know about a SIP header that does not speak for itself. Names in lower case. */
export const SIP_HEADER_MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ...Object.entries(SENTENCES).map(([name, meaning]): [string, Meaning] => [name, () => meaning]),
  ...Object.entries(BY_VALUE),
]);
