import { childAt, findElement, findElements, readXml, type XmlElement } from '../xml/xml.ts';

/** A SOAP fault, 1.1 or 1.2, in the words of the server. */
export interface SoapFault {
  /** Without prefix, such as FailedAuthentication; of SOAP 1.2 the innermost Subcode. */
  readonly code: string | null;
  readonly reason: string | null;
  /** Of OCSDiagnosticsFault ([MS-OCAUTHWS] 2.2.4.1). */
  readonly diagnosticsId: number | null;
  readonly diagnosticsReason: string | null;
}

const MAX_LENGTH = 2_000;

/** Returns the fault of an answer; null when there is none, or no XML at all. */
export function readSoapFault(text: string): SoapFault | null {
  const parsed = readXml(text);
  if (!parsed.ok) return null;
  const body = childAt(parsed.value, 'Body');
  const fault = body === null ? null : childAt(body, 'Fault');
  if (fault === null) return null;
  const diagnostics = findElement(fault, 'OCSDiagnosticsFault');
  const id = diagnostics === null ? '' : (findElement(diagnostics, 'ErrorId')?.text ?? '');
  return {
    code: codeOf(fault),
    reason: reasonOf(fault),
    diagnosticsId: /^\d{1,9}$/.test(id) ? Number(id) : null,
    diagnosticsReason: diagnostics === null ? null : shown(findElement(diagnostics, 'Reason')),
  };
}

function codeOf(fault: XmlElement): string | null {
  // SOAP 1.2 5.4.1: Code/Value, refined by Subcode/Value as often as the server likes.
  const values = findElements(fault, 'Value');
  const code = shown(childAt(fault, 'faultcode') ?? values.at(-1) ?? null);
  return code === null ? null : code.slice(code.indexOf(':') + 1);
}

/** The readable words stand in Detail for some services (error/internalerror/text), and the Reason is a formula. */
function reasonOf(fault: XmlElement): string | null {
  const internal = findElement(fault, 'internalerror');
  const detailed = internal === null ? null : shown(findElement(internal, 'text'));
  return detailed ?? shown(childAt(fault, 'faultstring') ?? childAt(fault, 'Reason', 'Text'));
}

function shown(element: XmlElement | null): string | null {
  return element === null || element.text === '' ? null : element.text.slice(0, MAX_LENGTH);
}
