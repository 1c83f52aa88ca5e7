import type { SipHeader, SipRequest } from '../../../../../shared/protocol/sip/message.ts';
import { createDirectory } from '../../../directory.ts';
import type { SettingsFault } from '../settings-fault.ts';
import {
  createSettingsService,
  type SettingsAnswer,
  type SettingsService,
  type SettingsServiceOptions,
  type SettingsSite,
} from '../settings-service.ts';

export const SITE: SettingsSite = {
  poolFqdn: 'pool02.contoso.test',
  webInternalHost: 'webint.contoso.test',
  webExternalHost: 'webext.contoso.test',
  avEdgeFqdn: 'av.contoso.test',
  domain: 'contoso.test',
};

export interface Asked {
  readonly method: string;
  readonly target: string;
  /** Beside From, To, Call-ID and CSeq; one of these replaces it. */
  readonly headers?: readonly SipHeader[];
  readonly body?: Uint8Array | string;
}

/** One user in front of one service. */
export interface Visit {
  readonly service: SettingsService;
  readonly address: string;
  ask(asked: Asked): SettingsAnswer | null;
  /** Fails the test where the service has nothing to say. */
  answerTo(asked: Asked): SettingsAnswer;
}

export interface VisitOptions extends Partial<Pick<SettingsServiceOptions, 'delivery' | 'notifyDelayMs'>> {
  readonly user?: string;
  readonly epid?: string;
  readonly isRemote?: boolean;
  readonly faults?: readonly SettingsFault[];
}

export function visitSettings(options: VisitOptions = {}): Visit {
  const { user = 'bob', epid = '8248ca9ebb', isRemote = false, faults = [] } = options;
  const { delivery = 'piggyback', notifyDelayMs = 1_000 } = options;
  const directory = createDirectory();
  const account = directory.accounts.find(({ name }) => name === user);
  if (account === undefined) throw new Error(`nobody is called ${user}`);
  const service = createSettingsService({ site: SITE, delivery, notifyDelayMs, faults, directory });
  const ask: Visit['ask'] = (asked) =>
    service.answer(requestOf(asked, account.address, epid), { account, epid, isRemote });
  return {
    service,
    address: account.address,
    ask,
    answerTo(asked) {
      const answer = ask(asked);
      if (answer === null) throw new Error(`not taken: ${asked.method} ${asked.target}`);
      return answer;
    },
  };
}

function requestOf(
  { method, target, headers = [], body = '' }: Asked,
  from: string,
  epid: string,
): SipRequest {
  const usual: readonly SipHeader[] = [
    { name: 'From', value: `<sip:${from}>;tag=4a2b44d131;epid=${epid}` },
    { name: 'To', value: `<${target}>` },
    { name: 'Call-ID', value: 'c1' },
    { name: 'CSeq', value: `1 ${method}` },
  ];
  return {
    kind: 'request',
    method,
    requestUri: target,
    headers: [...usual.filter(({ name }) => !headers.some((one) => one.name === name)), ...headers],
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  };
}

/** All values of one header of an answer or a notification. */
export function valuesOf(
  message: { readonly headers: readonly SipHeader[] } | null | undefined,
  name: string,
): readonly string[] {
  return (message?.headers ?? [])
    .filter((header) => header.name.toLowerCase() === name.toLowerCase())
    .map(({ value }) => value);
}

export function textOf(message: { readonly body: Uint8Array } | null | undefined): string {
  return new TextDecoder().decode(message?.body);
}
