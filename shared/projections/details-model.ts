/** How a value is meant: colour and shape are the reader's business. */
export type Tone = 'neutral' | 'good' | 'warning' | 'bad';

export interface DetailField {
  readonly name: string;
  readonly value: string;
  /** What the value means, in plain words; null when it speaks for itself. */
  readonly meaning: string | null;
  readonly tone: Tone;
}

export interface CertificateNode {
  /** Place in the chain as sent, 0 is the server's own; null: not sent, known from elsewhere or missing. */
  readonly index: number | null;
  /** client: what this PC shows of itself. */
  readonly role: 'server' | 'client' | 'intermediate' | 'root' | 'missing';
  readonly title: string;
  readonly fields: readonly DetailField[];
  readonly problems: readonly string[];
  /** PEM, for saving; null when it was not sent. */
  readonly pem: string | null;
}

export interface DetailHeader {
  readonly name: string;
  readonly value: string;
  /** Decoded; null when the value speaks for itself. */
  readonly meaning: string | null;
}

/** What the inspector shows; every text is already safe to show. */
export type DetailSection =
  | { readonly kind: 'fields'; readonly title: string; readonly fields: readonly DetailField[] }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'certificates';
      readonly title: string;
      /** From the server's own certificate up to the root. */
      readonly chain: readonly CertificateNode[];
      /** Problems of the chain as a whole. */
      readonly problems: readonly string[];
      readonly isTrusted: boolean | null;
      /** Said in place of a judgement, where the chain is not one to be judged by this PC; null: it is. */
      readonly note: string | null;
    }
  | {
      readonly kind: 'message';
      readonly title: string;
      readonly direction: 'sent' | 'received';
      readonly startLine: string;
      readonly headers: readonly DetailHeader[];
      readonly body: string;
      /** Said below the body, such as "cut after 64 KiB"; null when the body is whole. */
      readonly bodyNote: string | null;
    }
  | { readonly kind: 'text'; readonly title: string; readonly text: string; readonly tone: Tone };
