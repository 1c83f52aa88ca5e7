import type { EventData } from '../../events/catalogue.ts';
import type { HttpFailure } from '../../events/http-events.ts';

export const HTTP_FAILURE_LABELS: Readonly<Record<HttpFailure, string>> = {
  connect: 'no connection',
  tls: 'no encrypted connection',
  'untrusted-certificate': 'certificate not trusted',
  timeout: 'no answer',
  reset: 'cut off',
  malformed: 'answer unreadable',
  'too-large': 'answer too large',
  'proxy-authentication': 'proxy wants a sign-in',
  proxy: 'proxy failed',
};

type RejectionReason = EventData<'autodiscover.document.rejected'>['reason'];

export const REJECTION_LABELS: Readonly<Record<RejectionReason, string>> = {
  html: 'a web page, not autodiscover',
  'captive-portal': 'a network login page',
  'content-type': 'not autodiscover',
  malformed: 'unreadable document',
  empty: 'empty',
  'too-large': 'too large',
  'wrong-resource': 'not the document asked for',
};

type RefusalReason = EventData<'http.redirect.refused'>['reason'];

export const REFUSAL_REASONS: Readonly<Record<RefusalReason, string>> = {
  loop: 'it leads in a circle',
  'too-many': 'there were too many before it',
  downgrade: 'it would give up encryption',
  invalid: 'it is no valid address',
};
