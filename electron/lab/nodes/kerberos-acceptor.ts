import type { GssAcceptedContext, GssAcceptor } from '../../native/gss-acceptor.ts';
import type { Directory } from '../directory.ts';
import { refused, type Acceptance, type Acceptor } from './acceptor.ts';

/** Kerberos: one AP-REQ, whose ticket only the owner of the keytab can open; no mutual authentication. */
export function createKerberosAcceptor(gss: GssAcceptor, directory: Directory): Acceptor {
  let context: GssAcceptedContext | null = null;

  return {
    async accept(token): Promise<Acceptance> {
      const acceptance = await gss.accept(token);
      if (!acceptance.ok) return refused(acceptance.text, 'kerberos-ticket');
      context?.close();
      ({ context } = acceptance);
      const account = directory.findLogon({ user: context.client, domain: '' });
      if (account === null) return refused(`${context.client} is not in the directory`, 'kerberos-ticket');
      return { kind: 'accepted', token: null, account, verified: 'kerberos-ticket' };
    },
    sign(message) {
      if (context === null) throw new Error('Kerberos: there is no context before a ticket was accepted');
      return context.getMic(message);
    },
    verify: (message, signature) => context?.verifyMic(message, signature) ?? false,
    close() {
      context?.close();
      context = null;
    },
  };
}
