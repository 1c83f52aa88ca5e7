import type { Header } from '../../events/header.ts';
import { namedHeaders } from '../../findings/facts/sip-answer.ts';
import {
  decodeDiagnostics,
  type DecodedDiagnostic,
} from '../../protocol/ms-diagnostics/decode-diagnostics.ts';
import type { DetailSection } from '../details-model.ts';
import { field, fields } from './fields.ts';

/** The server's own error codes in the headers of an answer, SIP or HTTP, each with what it means. */
export function diagnosticSections(headers: readonly Header[]): readonly DetailSection[] {
  return decodeDiagnostics(namedHeaders(headers)).map(diagnosticSection);
}

function diagnosticSection(diagnostic: DecodedDiagnostic): DetailSection {
  const { header, id, subCode, reason, source, fact, component } = diagnostic;
  return fields(`${header} ${id}`, [
    field('Code', subCode === null ? String(id) : `${id}.${subCode}`, component),
    reason === null ? null : field('In the server’s words', reason),
    fact === null
      ? field('Meaning', 'not in our table')
      : field('Meaning', fact.meaning, fact.confidence === 'recalled' ? 'A hint, not a certainty.' : null),
    fact === null ? null : field('What to do', fact.advice),
    source === null ? null : field('Decided by', source),
  ]);
}
