import * as z from 'zod';
import { Header } from './header.ts';

export const HttpFailure = z.enum([
  'connect',
  'tls',
  'untrusted-certificate',
  'timeout',
  'reset',
  'malformed',
  'too-large',
  'proxy-authentication',
  'proxy',
]);
export type HttpFailure = z.infer<typeof HttpFailure>;

export const AutodiscoverLink = z.strictObject({ token: z.string(), href: z.string() });
export type AutodiscoverLink = z.infer<typeof AutodiscoverLink>;

export const SipAccess = z.strictObject({ fqdn: z.string(), port: z.int().nullable() });
export type SipAccess = z.infer<typeof SipAccess>;

/** An autodiscover answer, whatever its spelling ([MS-OCDISCWS] 2.2.4). */
export const AutodiscoverDocument = z.strictObject({
  format: z.enum(['xml', 'json', 'ucwa']),
  resource: z.enum(['root', 'user', 'domain']),
  accessLocation: z.enum(['internal', 'external']).nullable(),
  links: z.array(AutodiscoverLink),
  sipClientInternalAccess: SipAccess.nullable(),
  sipClientExternalAccess: SipAccess.nullable(),
  sipServerInternalAccess: SipAccess.nullable(),
  sipServerExternalAccess: SipAccess.nullable(),
});
export type AutodiscoverDocument = z.infer<typeof AutodiscoverDocument>;

export const httpEvents = {
  'http.request.sent': z.strictObject({
    method: z.string(),
    url: z.string(),
    headers: z.array(Header),
    /** host:port of the proxy, or null. */
    proxy: z.string().nullable(),
    /** Without its secrets; cut at 64 KiB in the log. Left out where there is none. */
    body: z.string().optional(),
    bodyBytes: z.int().optional(),
  }),
  'http.response.received': z.strictObject({
    url: z.string(),
    status: z.int(),
    reason: z.string(),
    headers: z.array(Header),
    /** Decoded as UTF-8 after decompression; cut at 64 KiB in the log. */
    body: z.string(),
    bodyBytes: z.int(),
    tookMs: z.number(),
  }),
  'http.request.failed': z.strictObject({
    url: z.string(),
    failure: HttpFailure,
    detail: z.string(),
    tookMs: z.number(),
  }),
  /** A 30x answer or a document's Redirect link, followed. hop counts both kinds, from 1. */
  'http.redirect.followed': z.strictObject({
    from: z.string(),
    to: z.string(),
    kind: z.enum(['http', 'document']),
    hop: z.int(),
  }),
  'http.redirect.refused': z.strictObject({
    from: z.string(),
    to: z.string(),
    kind: z.enum(['http', 'document']),
    reason: z.enum(['loop', 'too-many', 'downgrade', 'invalid']),
  }),
  'autodiscover.document.read': z.strictObject({ url: z.string(), document: AutodiscoverDocument }),
  /** A 200 that is no autodiscover answer. captive-portal: the same page for any host. */
  'autodiscover.document.rejected': z.strictObject({
    url: z.string(),
    reason: z.enum([
      'html',
      'captive-portal',
      'content-type',
      'malformed',
      'empty',
      'too-large',
      'wrong-resource',
    ]),
    detail: z.string(),
  }),
  /** The User resource asked for a web ticket, as it should ([MS-OCDISCWS] 3.1.5.3). */
  'autodiscover.ticket.required': z.strictObject({
    url: z.string(),
    webTicketUrl: z.string().nullable(),
    supported: z.string().nullable(),
  }),
} as const;
