/** What a person wants to know about a SIP header that does not speak for itself. Names in lower case. */
export const SIP_HEADER_MEANINGS: ReadonlyMap<string, (value: string) => string | null> = new Map(
  Object.entries({
    via: 'The path that the answer takes back.',
    'max-forwards': 'How many servers may pass this on.',
    from: 'Who asks. epid names this PC among the devices of the account.',
    to: 'Whom it is about.',
    'call-id': 'Names this sign-in in the logs of client and server.',
    cseq: 'Numbers the requests of this sign-in.',
    contact: 'Where this PC can be reached.',
    expires: 'For how many seconds the registration holds; 0 signs out.',
    event: 'What is registered or subscribed to.',
    'ms-keep-alive': 'How the connection is kept open.',
    'ms-user-logon-data': 'Whether the user comes in from outside.',
    'www-authenticate': 'A way to prove who you are.',
    'proxy-authenticate': 'A way to prove who you are, to a proxy on the way.',
    'retry-after': 'When to try again, in seconds.',
    'ms-diagnostics': 'The server’s own error code.',
    'ms-diagnostics-public': 'The server’s own error code, as told to outsiders.',
    'ms-telemetry-id': 'Names this request in the server’s records.',
  }).map(([name, meaning]) => [name, () => meaning]),
);
