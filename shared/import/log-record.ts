/** Where in a file a record lies: bytes from its first to behind its last, and the number of its first line, from 1. */
export interface LogPlace {
  readonly offset: number;
  readonly end: number;
  readonly line: number;
}

/** An IP address, or a name where the log gives a name, and a port. */
export interface LogEndpoint {
  readonly host: string;
  readonly port: number | null;
}

/** A SIP or HTTP message that a log holds. */
export interface LogMessage extends LogPlace {
  readonly kind: 'message';
  /** As the log gives it, its local time taken for UTC, in epoch ms; null: it gives none. */
  readonly atMs: number | null;
  /** As the computer that wrote the log saw it. */
  readonly direction: 'sent' | 'received';
  readonly local: LogEndpoint | null;
  readonly peer: LogEndpoint | null;
  /** The computer, where one log holds those of several. */
  readonly computer: string | null;
  /** Start line, header lines, an empty line and the body; line ends are \n. */
  readonly text: string;
  /** The end of the message is missing: the log breaks off, or another one begins inside of it. */
  readonly isCut: boolean;
}

/** A line between the messages that tells something about a sign-in: a name lookup, a connection, an address, a final verdict. */
export interface LogRemark extends LogPlace {
  readonly kind: 'remark';
  readonly atMs: number | null;
  readonly text: string;
}

export type LogRecord = LogMessage | LogRemark;
