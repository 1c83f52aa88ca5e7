import { expect, test } from 'vitest';
import { readXml } from './soap-xml.ts';
import { createTicketAuthority, type Ticket } from './web-ticket-authority.ts';

const TICKET: Ticket = {
  address: 'alice@contoso.test',
  audience: 'https://webint.contoso.test/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1',
  notBeforeMs: Date.UTC(2026, 10, 22),
  notAfterMs: Date.UTC(2026, 10, 23),
  proofKey: Uint8Array.of(1, 2, 3),
};
const ISSUER = 'https://webint.contoso.test/WebTicket/WebTicketService.svc';
const tickets = createTicketAuthority();

/** Opens it as a client sends it. */
function open(assertion: string): Ticket | null {
  return tickets.open(readXml(assertion)!);
}

test('opens what it issued', () => {
  expect(open(tickets.issue(TICKET, ISSUER))).toEqual({ ...TICKET, proofKey: Buffer.from(TICKET.proofKey) });
});

test('reads nothing that stands in the signature, which nobody signs', () => {
  const issued = tickets.issue(TICKET, ISSUER);
  const [signature = ''] = /<ds:Signature .*<\/ds:Signature>/s.exec(issued) ?? [];
  const stuffed = signature.replace(
    '</ds:Signature>',
    '<saml:NameIdentifier>sip:bob@contoso.test</saml:NameIdentifier></ds:Signature>',
  );
  // In front, where it is met first.
  const moved = issued.replace(signature, '').replace('<saml:Conditions', `${stuffed}<saml:Conditions`);
  expect(moved).toContain('sip:bob@contoso.test');
  expect(open(moved)?.address).toBe('alice@contoso.test');
});
