import * as z from 'zod';
import { Certificate } from './connection-events.ts';

/** The four errands of TLS-DSK on the web ([MS-OCAUTHWS]), in their order. */
export const WebServiceStage = z.enum(['certificate-metadata', 'ticket-metadata', 'ticket', 'certificate']);
export type WebServiceStage = z.infer<typeof WebServiceStage>;

export const WebServiceFailure = z.enum([
  /** No connection, no trusted certificate, no answer: http.request.failed has the reason. */
  'unreachable',
  /** 401 to the completed logon: the credentials are refused. */
  'rejected',
  /** 401 that offers nothing that we can use; detail says what it offers. */
  'no-usable-challenge',
  /** The service wants modern authentication (OAuth) and nothing else. */
  'modern-auth',
  /** The metadata name no port for Windows authentication or for a signed web ticket. */
  'no-port',
  'http-403',
  'http-404',
  'http-407',
  'http-500',
  'http-other',
  /** A web page instead of an answer. */
  'html',
  'malformed',
  'soap-fault',
  /** ErrorInfo inside of a 200 ([MS-OCAUTHWS] 3.1.4.1). */
  'error-info',
  /** The ticket's lifetime is over, by our clock or by the service's word. */
  'expired',
  'wrong-audience',
  /** The ticket was refused for another reason (28032). */
  'ticket-invalid',
  /** The certificate that came does not fit the request, or cannot be read. */
  'bad-certificate',
  /** The password must not be sent (again). */
  'withheld',
  /** The operating system gave no token for this service. */
  'no-token',
]);
export type WebServiceFailure = z.infer<typeof WebServiceFailure>;

export const webServiceEvents = {
  'web-service.metadata.read': z.strictObject({
    stage: z.enum(['certificate-metadata', 'ticket-metadata']),
    url: z.string(),
    ports: z.array(
      z.strictObject({
        name: z.string(),
        url: z.string(),
        /** Where the tickets for this port come from; null: it takes none. */
        ticketIssuer: z.string().nullable(),
        /** true: the ticket must come with a proof signature. */
        needsProof: z.boolean(),
      }),
    ),
  }),
  'web-ticket.issued': z.strictObject({
    url: z.string(),
    audience: z.string(),
    createdMs: z.number().nullable(),
    expiresMs: z.number().nullable(),
    /** The user as the ticket names him, such as sip:alice@contoso.com; null if it does not. */
    name: z.string().nullable(),
    assertionBytes: z.int(),
    hasProofKey: z.boolean(),
  }),
  'client-certificate.issued': z.strictObject({
    url: z.string(),
    deviceId: z.string(),
    certificate: Certificate,
  }),
  /** A certificate of an earlier sign-in, kept on the user's wish. usable false: expired or soon to expire. */
  'client-certificate.found': z.strictObject({ certificate: Certificate, usable: z.boolean() }),
  /** A stage did not come to its result; nothing after it was tried. */
  'web-service.failed': z.strictObject({
    stage: WebServiceStage,
    url: z.string(),
    failure: WebServiceFailure,
    status: z.int().nullable(),
    /** Id of X-Ms-diagnostics, OCSDiagnosticsFault or ErrorInfo; null if there is none. */
    diagnosticsId: z.int().nullable(),
    /** As the server words it. */
    reason: z.string().nullable(),
    detail: z.string(),
    /** modern-auth: where the sign-in page is, if the challenge says. */
    authorizationUri: z.string().nullable(),
  }),
} as const;
