import type { CheckedSignature } from '../facts/attempts.ts';
import { METHOD_NAMES } from '../authentication-words.ts';
import { foreign, sentences } from '../words.ts';
import { openssl } from '../connection-words.ts';
import { defineSetbackRule } from './setback-rule.ts';

export const serverSignatureInvalid = defineSetbackRule({
  id: 'authentication.server-signature-invalid',
  owner: 'network',
  cause: 'server-signature-invalid',
  text: {
    title: "The server's signature is missing or wrong.",
    meaning:
      'Once keys are agreed, the server signs every answer, and a client drops one whose signature does not hold. A device on the way that changes SIP messages breaks the signature; so does a server that lost the keys, or one that only pretends to be the right one.',
    remedy:
      'Look for a device on the way that reads and changes SIP (firewall with SIP inspection, session border controller, TLS inspection) and take it out.',
    reference: '[MS-SIPAE] 3.2.5.2 and 3.1 (signature)',
  },
  isApplicable: ({ hasSignatures }) => hasSignatures,
  describe: ({ signature, attempt, method }) => {
    const host = foreign(signature?.peer.host ?? attempt?.endpoint.host ?? 'the server');
    const name = method === null ? 'the method' : METHOD_NAMES[method];
    const place = attempt?.endpoint ?? signature?.peer ?? null;
    return {
      title: `An answer of the server ${host} ${signature?.problem === 'missing' ? 'is not signed' : 'does not carry the right signature'}.`,
      explanation: sentences(
        `With ${name}, keys were agreed, and from then on the server must sign each answer. ${signature === null ? 'It did not.' : problemOf(signature)}`,
        'A client drops such an answer, because somebody on the way may have changed it.',
      ),
      remedy: `Compare from another network. If it works there, look for what stands between this PC and ${host} and inspects SIP or TLS. If it fails everywhere, restart the Front End service on ${host} and compare the versions within the pool.`,
      verify: place === null ? null : openssl(place, '-showcerts'),
      alternatives: [
        'A device on the way rewrites SIP: from another network, or by VPN, the signatures hold.',
        'The answer came from another server of the pool, which does not have the keys: the load balancer does not keep a client at one server.',
        'Servers of the pool have different versions: only some of them sign wrongly.',
      ],
    };
  },
});

function problemOf({ problem, macBytes, expectedMacBytes, snum }: CheckedSignature): string {
  const which = snum === null ? '' : ` (message ${foreign(snum, 20)})`;
  switch (problem) {
    case 'missing':
      return `The answer${which} has no signature.`;
    case 'unexpected-length':
      return `The signature${which} has ${macBytes ?? 0} bytes where ${expectedMacBytes ?? 0} are expected.`;
    case 'malformed':
      return `The signature${which} cannot be read.`;
    case 'replayed':
      return `The signature${which} bears a number that was used before.`;
    case 'unknown-association':
      return `The signature${which} belongs to keys that were not agreed here.`;
    case 'realm-changed':
      return `The answer${which} names another realm than the challenge did.`;
    case 'targetname-changed':
      return `The answer${which} names another server than the challenge did.`;
    case 'mismatch':
    case null:
      return `The signature${which} does not fit the answer: the one or the other was changed, or was made with other keys.`;
  }
}
