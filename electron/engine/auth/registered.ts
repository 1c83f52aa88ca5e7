import { firstHeader, headerValues, type SipResponse } from '../../../shared/protocol/sip/message.ts';
import { parseNameAddr } from '../../../shared/protocol/sip/name-addr.ts';
import { parameterValue } from '../../../shared/protocol/sip/parameters.ts';
import { splitList } from '../../../shared/protocol/sip/split-list.ts';
import type { AuthMethod } from '../../../shared/run/ids.ts';
import type { ProbeContext } from '../context.ts';
import { endpointIdentityOf } from '../probes/registration/endpoint-identity.ts';
import type { Answered } from './attempt-ending.ts';
import { REGISTERS_NEEDED } from './choose-method.ts';

/** Records what the registrar says in its 200 ([MS-SIPREGE] 3.1.1.5.1). */
export function recordRegistered(
  ctx: ProbeContext,
  method: AuthMethod,
  registers: number,
  { response, seq }: Answered,
): void {
  const own = endpointIdentityOf(ctx.plan.address, ctx.ports.machineId()).instance.toLowerCase();
  const bindings = bindingsIn(response);
  const others = new Set(
    bindings.flatMap(({ instance }) => (instance === null || instance === own ? [] : [instance])),
  );
  const ownExpires = bindings.find(({ instance }) => instance === own)?.expires ?? null;
  ctx.record(
    'authentication.registered',
    {
      method,
      registers,
      expectedRegisters: REGISTERS_NEEDED[method],
      // Of both the one for this endpoint counts (RFC 3261 10.2.4).
      expiresSec: secondsOf(ownExpires) ?? secondsOf(firstHeader(response, 'Expires')),
      server: firstHeader(response, 'Server'),
      presenceState: firstHeader(response, 'presence-state'),
      otherEndpoints: others.size,
    },
    seq,
  );
}

interface Binding {
  /** GUID, lower case. */
  readonly instance: string | null;
  readonly expires: string | null;
}

/** One for each endpoint of the user; an element that cannot be read is left out. */
function bindingsIn(response: SipResponse): readonly Binding[] {
  return headerValues(response, 'Contact')
    .flatMap((value) => splitList(value) ?? [])
    .flatMap((element) => {
      const contact = parseNameAddr(element);
      if (contact === null) return [];
      const urn = parameterValue(contact.parameters, '+sip.instance') ?? '';
      const [, instance = null] = /^<urn:uuid:([0-9a-f-]{36})>$/i.exec(urn) ?? [];
      return [
        {
          instance: instance?.toLowerCase() ?? null,
          expires: parameterValue(contact.parameters, 'expires'),
        },
      ];
    });
}

function secondsOf(value: string | null): number | null {
  return value !== null && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : null;
}
