import { counted } from '../../lib/listing.ts';
import type { LogFormat } from '../../run/origin.ts';
import type { RecordSink } from './record-sink.ts';

/** What is known of a log beside its records. */
export interface ReadingSummary {
  readonly format: LogFormat | null;
  readonly hasEnded: boolean;
  readonly hasGuessedEncoding: boolean;
  readonly longLines: number;
}

const NO_MESSAGE: Readonly<Record<LogFormat, string>> = {
  uccapi:
    'This log holds no message; it was most likely taken at the level Light. Logging in the client must be set to Full.',
  sipstack:
    'This log holds no message; it was most likely taken without the component SIPStack or its protocol messages.',
  cls: 'This log holds no message; it was most likely searched without the component SIPStack or its protocol messages.',
  sipe: 'This log holds no message.',
  'sip-text': 'This text holds no complete SIP message.',
};

/** What people should know of a log, a sentence each. */
export function notesOn(sink: RecordSink, summary: ReadingSummary): readonly string[] {
  const { format, hasEnded, hasGuessedEncoding, longLines } = summary;
  return [
    hasEnded && format !== null && sink.messages === 0 ? NO_MESSAGE[format] : null,
    sink.isHeadCut ? 'The beginning of this log is missing; it starts in the middle of a message.' : null,
    sink.isTailCut ? 'The end of this log is missing; its last message breaks off.' : null,
    sink.cutMessages > 0
      ? `${counted(sink.cutMessages, 'message')} of this log ${sink.cutMessages === 1 ? 'is' : 'are'} incomplete.`
      : null,
    longLines > 0
      ? `${counted(longLines, 'line')} of this log ${longLines === 1 ? 'is' : 'are'} longer than 1 MiB; the rest of ${longLines === 1 ? 'it' : 'each'} was left out.`
      : null,
    sink.backwards > 0
      ? `The time in this log runs backwards at ${counted(sink.backwards, 'place')}; what counts is the order of the lines.`
      : null,
    sink.clock.hasTurned
      ? 'In which order day and month stand shows only in the middle of this log; dates before that may be wrong.'
      : sink.clock.order === 'day-first'
        ? 'The dates of this log begin with the day.'
        : null,
    hasGuessedEncoding ? 'This log has no byte order mark; it was taken for UTF-16.' : null,
    sink.hasAnsi
      ? 'Some of this log is not UTF-8; it was taken for Windows-1252, so that letters with accents may be wrong.'
      : null,
    sink.hasGuessedDirections
      ? 'This text does not say which messages were sent and which received; they were taken for those of a client.'
      : null,
    sink.computers.size > 1
      ? `This log holds messages of ${sink.computers.size} computers, whose clocks may differ.`
      : null,
    sink.skippedRemarks > 0
      ? `${counted(sink.skippedRemarks, 'line')} beside the messages ${sink.skippedRemarks === 1 ? 'was' : 'were'} left out.`
      : null,
  ].filter((note) => note !== null);
}
