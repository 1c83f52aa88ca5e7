import type { SipHeader } from '../../../../shared/protocol/sip/message.ts';
import { diagnosticsHeader, type Refusal } from '../sip-answer.ts';
import type { SettingsCall, SettingsDocument } from './settings-call.ts';
import type { SettingsAnswer } from './settings-service.ts';

const EMPTY = new Uint8Array(0);

export function accepted(
  headers: readonly SipHeader[],
  document: SettingsDocument | null,
  remark: string,
  notifications: SettingsAnswer['notifications'] = [],
): SettingsAnswer {
  const carried = document === null ? [] : documentHeaders(document);
  return {
    response: {
      status: 200,
      reason: 'OK',
      headers: [...headers, ...carried],
      body: document?.body ?? EMPTY,
    },
    notifications,
    dropsConnection: false,
    remark,
  };
}

export function refused({ caller, site }: SettingsCall, refusal: Refusal, what: string): SettingsAnswer {
  const { status, reason, headers = [] } = refusal;
  const server = { role: caller.isRemote ? 'edge' : 'front-end', source: site.poolFqdn } as const;
  return {
    response: { status, reason, headers: [...headers, diagnosticsHeader(server, refusal)], body: EMPTY },
    notifications: [],
    dropsConnection: false,
    remark: `${what}: refused with ${status}: ${refusal.why}`,
  };
}

export function silent(what: string): SettingsAnswer {
  return {
    response: null,
    notifications: [],
    dropsConnection: false,
    remark: `${what}: left without an answer`,
  };
}

export function dropped(what: string): SettingsAnswer {
  return { response: null, notifications: [], dropsConnection: true, remark: `${what}: connection dropped` };
}

/** Content-Type and what else the document needs beside it. */
export function documentHeaders({ type, headers = [] }: SettingsDocument): readonly SipHeader[] {
  return [...headers, ...(type === null ? [] : [{ name: 'Content-Type', value: type }])];
}
