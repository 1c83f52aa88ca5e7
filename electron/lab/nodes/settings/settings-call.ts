import type { Result } from '../../../../shared/lib/result.ts';
import type { SipHeader, SipRequest } from '../../../../shared/protocol/sip/message.ts';
import type { Directory } from '../../directory.ts';
import type { Refusal } from '../sip-answer.ts';
import type { SettingsFault } from './settings-fault.ts';
import type { SettingsCaller, SettingsSite } from './settings-service.ts';

/** One request with all that its answer depends on. */
export interface SettingsCall {
  readonly request: SipRequest;
  readonly caller: SettingsCaller;
  readonly site: SettingsSite;
  readonly directory: Directory;
  readonly faults: ReadonlySet<SettingsFault>;
}

/** What a service has to say. */
export interface SettingsDocument {
  /** null: there is no body. */
  readonly type: string | null;
  readonly body: Uint8Array;
  /** Beside Content-Type. */
  readonly headers?: readonly SipHeader[];
}

/** silence: the server takes the request and never answers. */
export type Told = Result<SettingsDocument, Refusal | 'silence'>;
