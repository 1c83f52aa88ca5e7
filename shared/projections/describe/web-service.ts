import type { WebServiceFailure, WebServiceStage } from '../../events/web-service-events.ts';

/** The errand of a request, in front of its method and path. */
export const STAGE_ERRANDS: Readonly<Record<WebServiceStage, string>> = {
  'certificate-metadata': 'certificate service: metadata',
  'ticket-metadata': 'web ticket: metadata',
  ticket: 'web ticket: request',
  certificate: 'certificate request',
};

/** On the arrow of the answer. */
export const WEB_SERVICE_FAILURES: Readonly<Record<WebServiceFailure, string>> = {
  unreachable: 'not reached',
  rejected: 'logon refused',
  'no-usable-challenge': 'asks for another kind of sign-in',
  'modern-auth': 'wants modern authentication',
  'no-port': 'offers no way in that we can use',
  'http-403': 'forbidden',
  'http-404': 'no such service',
  'http-407': 'the proxy wants a sign-in',
  'http-500': 'the service failed',
  'http-other': 'unexpected status',
  html: 'a web page, not the service',
  malformed: 'answer unreadable',
  'soap-fault': 'the service reports a fault',
  'error-info': 'the service reports an error',
  expired: 'the ticket has expired',
  'wrong-audience': 'the ticket is for another service',
  'ticket-invalid': 'the ticket is not accepted',
  'bad-certificate': 'the certificate does not fit',
  withheld: 'the password was kept back',
  'no-token': 'no token for this service',
};

export const WEB_SERVICE_FAILURE_MEANINGS: Readonly<Record<WebServiceFailure, string>> = {
  unreachable: 'No trusted connection to the web service came about, or it did not answer.',
  rejected:
    'The logon was completed and refused (401). The service does not say whether password, account or its own set-up is to blame.',
  'no-usable-challenge': 'The service accepts neither Negotiate nor NTLM.',
  'modern-auth':
    'The service accepts only a token of modern authentication (OAuth), which this check does not do.',
  'no-port': 'The service’s metadata name no address for a Windows sign-in or for a signed web ticket.',
  'http-403': 'The service, or something in front of it, forbids the request.',
  'http-404': 'Nothing is at this address: another web site answers, or the service is not installed.',
  'http-407': 'The proxy on the way wants a sign-in of its own.',
  'http-500': 'The service failed while it handled the request.',
  'http-other': 'The service answered with a status that it should not give.',
  html: 'A login page, a portal or another web site answered in place of the service.',
  malformed: 'The answer is not what the protocol says.',
  'soap-fault': 'The service understood the request and refused it.',
  'error-info': 'The service answered 200 and put an error inside.',
  expired: 'The ticket’s time is over: it was kept too long, or a clock is wrong.',
  'wrong-audience': 'The ticket was issued for another address or pool.',
  'ticket-invalid': 'The ticket comes from another pool, or was changed on the way.',
  'bad-certificate': 'The certificate that came is not for the key of this request, or cannot be read.',
  withheld: 'The password is sent once; it was not sent again, so that the account does not become locked.',
  'no-token': 'The operating system gave no token for the web service.',
};
