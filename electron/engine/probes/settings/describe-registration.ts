import {
  registrationDescription,
  type RegistrationDescription,
} from '../../../../shared/protocol/sip/registration-description.ts';
import type { Answered } from '../../auth/attempt-ending.ts';
import type { ProbeContext } from '../../context.ts';
import { endpointIdentityOf } from '../registration/endpoint-identity.ts';

/** Records what the 200 to the REGISTER says of what may be asked now, and returns it ([MS-SIPREGE] 3.1.1.5.1). */
export function describeRegistration(
  ctx: ProbeContext,
  { response, seq }: Answered,
): RegistrationDescription {
  const { instance } = endpointIdentityOf(ctx.plan.address, ctx.ports.machineId());
  const description = registrationDescription(response, `<urn:uuid:${instance.toLowerCase()}>`);
  ctx.record('registration.described', description, seq);
  return description;
}
