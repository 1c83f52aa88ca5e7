import { failure, success, type Result } from '../../lib/result.ts';
import { base64OfBytes, bytesOfBase64 } from './base64.ts';
import { ACTION, ANONYMOUS, BASE64_ENCODING, NS, PKCS10_VALUE_TYPE, X509_TOKEN_TYPE } from './names.ts';
import { proofSignature, timestampElement } from './proof.ts';
import { allTextOf, escapeXml, findElement, readXml } from '../xml/xml.ts';

export interface CertificateOrder {
  /** The port, as the metadata give it. */
  readonly url: string;
  readonly messageId: string;
  readonly requestId: string;
  /** GUID of +sip.instance, without braces. */
  readonly deviceId: string;
  /** user@domain, without scheme. */
  readonly address: string;
  /** PKCS#10 in DER. */
  readonly certificateRequest: Uint8Array;
  readonly ticket: {
    readonly assertion: string;
    readonly assertionId: string;
    readonly created: string;
    readonly expires: string;
  };
  /** null: the port wants the ticket alone. */
  readonly proofKey: Uint8Array | null;
}

/** Writes GetAndPublishCert ([MS-OCAUTHWS] 3.1.4.1) with the ticket in a WS-Security header. */
export function certificateOrder(order: CertificateOrder): string {
  const { ticket } = order;
  const timestamp = timestampElement(ticket.created, ticket.expires);
  const signature =
    order.proofKey === null ? '' : proofSignature(timestamp, ticket.assertionId, order.proofKey);
  return (
    `<?xml version="1.0" encoding="utf-8"?>` +
    `<s:Envelope xmlns:s="${NS.soap11}" xmlns:wsa="${NS.addressing}" xmlns:wsse="${NS.security}"><s:Header>` +
    `<wsa:To>${escapeXml(order.url)}</wsa:To>` +
    `<wsa:ReplyTo><wsa:Address>${ANONYMOUS}</wsa:Address></wsa:ReplyTo>` +
    `<wsa:MessageID>uuid:${escapeXml(order.messageId)}</wsa:MessageID>` +
    `<wsa:Action>${ACTION.getAndPublishCert}</wsa:Action>` +
    `<wsse:Security>${timestamp}${ticket.assertion}${signature}</wsse:Security></s:Header><s:Body>` +
    `<GetAndPublishCert xmlns="${NS.certificateService}" DeviceId="{${escapeXml(order.deviceId)}}"` +
    ` Entity="${escapeXml(order.address)}">` +
    `<wst:RequestSecurityToken xmlns:wst="${NS.certificateTrust}">` +
    `<wst:TokenType>${X509_TOKEN_TYPE}</wst:TokenType>` +
    `<wst:RequestType>${NS.trust}/Issue</wst:RequestType>` +
    `<wsse:BinarySecurityToken ValueType="${PKCS10_VALUE_TYPE}" EncodingType="${BASE64_ENCODING}">` +
    `${base64OfBytes(order.certificateRequest)}</wsse:BinarySecurityToken>` +
    `<wstep:RequestID xmlns:wstep="${NS.enrollment}">${escapeXml(order.requestId)}</wstep:RequestID>` +
    `</wst:RequestSecurityToken></GetAndPublishCert></s:Body></s:Envelope>`
  );
}

export type CertificateAnswer =
  /** An X.509 certificate or a PKCS#7 with its chain, in DER: the bytes tell. */
  | { readonly kind: 'certificate'; readonly der: Uint8Array }
  /** The service could not do it: errors come inside of a 200 ([MS-OCAUTHWS] 3.1.4.1.2.2). */
  | { readonly kind: 'error-info'; readonly id: number | null; readonly text: string };

/** Reads the answer. Fails with a sentence. */
export function readCertificateAnswer(text: string): Result<CertificateAnswer, string> {
  const parsed = readXml(text);
  if (!parsed.ok) return parsed;
  const response = findElement(parsed.value, 'GetAndPublishCertResponse');
  if (response === null) {
    return failure(`an XML document <${parsed.value.name.slice(0, 60)}> without a certificate`);
  }
  const error = findElement(response, 'ErrorInfo');
  if (error !== null) {
    // Its layout is not laid down: everything in it is shown, and a number is an id only where it is named so.
    const id = (findElement(error, 'ErrorId') ?? findElement(error, 'ErrorCode'))?.text ?? '';
    return success({
      kind: 'error-info',
      id: /^\d{1,9}$/.test(id) ? Number(id) : null,
      text: allTextOf(error).slice(0, 2_000),
    });
  }
  const issued = findElement(response, 'RequestedSecurityToken');
  const token = issued === null ? null : findElement(issued, 'BinarySecurityToken');
  if (token === null) return failure('an answer with neither a certificate nor an error');
  const der = bytesOfBase64(token.text);
  return der === null
    ? failure('a certificate that is not readable as base64')
    : success({ kind: 'certificate', der });
}
