import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { span } from '../../lib/duration.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import { defineSetbackRule, hasKerberos } from './setback-rule.ts';

export const kdcUnreachable = defineSetbackRule({
  id: 'authentication.kdc-unreachable',
  owner: 'network',
  cause: 'kdc-unreachable',
  text: {
    title: 'No domain controller can be reached for a Kerberos ticket.',
    meaning:
      'Kerberos needs a ticket that a domain controller (KDC) issues, and none of those for the domain answers on port 88, or none is known. That never gets as far as the server of Skype for Business.',
    remedy:
      'Open port 88 (TCP and UDP) from the clients to the domain controllers, and check the DNS records _kerberos._tcp of the domain.',
    reference: 'RFC 4120 7.2',
  },
  isApplicable: hasKerberos,
  describe: ({ ticket, kdcs }) => {
    const places = (kdcs?.kdcs ?? []).map(formatHostAndPort);
    const first = kdcs?.kdcs[0] ?? null;
    const realm = kdcs === null ? null : foreign(kdcs.realm, 120);
    return {
      title:
        first === null
          ? `No domain controller ${ticket?.failure === 'timeout' ? 'answers in time' : 'can be reached'} for a Kerberos ticket${realm === null ? '' : ` of ${realm}`}.`
          : `The domain controller ${foreign(first.host, 120)} cannot be reached for a Kerberos ticket.`,
      explanation: sentences(
        kdcs === null
          ? null
          : places.length === 0
            ? `DNS names no domain controller for ${realm ?? ''}.`
            : `DNS names ${listed(places)} for ${realm ?? ''}, and ${places.length === 1 ? 'it does not take' : 'none of them takes'} a connection.`,
        ticket === null
          ? null
          : `The ticket for ${foreign(ticket.spn, 160)} ended after ${span(ticket.tookMs)} with: "${foreign(ticket.text, 200)}"${ticket.code === null ? '' : ` (${foreign(ticket.code, 60)})`}.`,
        'Without a ticket there is nothing to show to the server; its side of the sign-in was not tested.',
      ),
      remedy:
        first === null
          ? 'Check that this PC asks the DNS servers of the company and that they know _kerberos._tcp of the domain; from outside, connect by VPN.'
          : `Check that ${foreign(first.host, 120)} is running, and that port ${first.port} (TCP and UDP) is open from this network to the domain controllers; from outside, connect by VPN.`,
      verify:
        first === null
          ? 'nltest /dsgetdc: /kdc'
          : command((safe) => `Test-NetConnection ${safe} -Port ${first.port}`, first.host),
      alternatives: [
        'A firewall is between this network and the domain controllers: from another network of the company it works.',
        'The domain controller is down: sign-ins to Windows are slow or fail as well.',
        'DNS names domain controllers that no longer exist: nslookup -type=SRV _kerberos._tcp shows old names.',
      ],
    };
  },
});
