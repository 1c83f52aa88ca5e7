import type { EventData } from '../../events/catalogue.ts';
import type { RegistrationLoss } from '../facts/registration-loss.ts';
import { defineRule, verdictOf, type Fault, type FindingText } from '../rule.ts';
import { testEndpoint } from '../connection-words.ts';
import { foreign, listed, sentences } from '../words.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { showUser } from './registration-rule.ts';
import { SETTINGS_PLACE } from './settings-rule.ts';
import { homeHostOf, SUBJECTS } from './settings-words.ts';

interface LossFault extends Fault {
  readonly loss: RegistrationLoss;
}

export const connectionLost = defineRule<LossFault>({
  id: 'settings.connection-lost',
  step: 'settings',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'The registration was lost while the settings were being loaded.',
    meaning:
      'The user was signed in, and then the connection to the server was cut off, or the server took the registration back: because the account was disabled or moved, or signed in elsewhere. A client signs in again, and may do so over and over.',
    remedy:
      'Where the connection was cut off, look for a device on the way that ends connections or stumbles over large messages, and for restarts of the server. Where the server took the registration back, check the account.',
    reference: '[MS-SIPREGE] 4.1.3; RFC 3261 18.4',
  },
  judge: ({ settings }) => {
    const { loss, isBegun } = settings;
    return verdictOf(
      loss === null ? [] : [{ loss, place: SETTINGS_PLACE, evidence: loss.evidence }],
      isBegun,
    );
  },
  describe: ([{ loss }], facts) => {
    const words =
      loss.deregistered === null ? describeCut(loss, facts) : describeEnd(loss.deregistered, facts);
    return {
      ...words,
      explanation: sentences(
        words.explanation,
        loss.open.length === 0
          ? null
          : `Without an answer remained the requests for ${listed(loss.open.map((request) => SUBJECTS[request]))}.`,
      ),
    };
  },
});

function describeCut({ detail, open }: RegistrationLoss, facts: RunFacts): FindingText {
  const host = homeHostOf(facts);
  const note = detail === null || detail.trim() === '' ? null : foreign(detail, 160).replace(/[.…]+$/, '');
  const { decision } = facts;
  const at = decision.kind === 'failed' && decision.step === 'settings' ? decision.home.endpoint : null;
  return {
    title: `You were signed in, and then the connection to ${host} was lost.`,
    explanation: sentences(
      `The sign-in on ${host} had succeeded; while the settings were being loaded, the connection ended from the other side.`,
      note === null ? null : `What was noted: ${note}.`,
    ),
    remedy: `Check on ${host} whether the Front End service was restarted or crashed at that time, and whether a load balancer, firewall or VPN on the way ends connections or stumbles over large messages (MTU).`,
    verify: at === null ? null : testEndpoint(at),
    alternatives: [
      'A device on the way cuts the connection when much is sent at once (inspection, MTU, VPN): from another network it holds.',
      'The server was restarted or is overloaded: its event log shows it, and other users were cut off, too.',
      ...(open.length > 0 && facts.settings.requests.some(({ outcome }) => outcome === 'received')
        ? []
        : [
            'A load balancer gives the connection to another server in the middle: its idle and health settings show it.',
          ]),
    ],
  };
}

type Deregistered = EventData<'registration.deregistered'>;

function describeEnd({ event, preferredRegistrar }: Deregistered, facts: RunFacts): FindingText {
  const host = homeHostOf(facts);
  const verify = showUser(facts.discovery.address);
  const said = `The server ${host} had taken the registration, and then took it back by itself (deregistered, ${event}).`;
  switch (event) {
    case 'unregistered':
      return {
        title: `You were signed in, and then ${host} signed you out again: the same endpoint signed in elsewhere or logged off.`,
        explanation: said,
        remedy: `Check whether another session uses the same profile of this user (a second Windows session, a copied virtual machine), and whether an administrator ended it (Disable-CsUser).`,
        verify,
        owner: 'helpdesk',
        alternatives: [
          'Another sign-in of the same endpoint took its place: it ends each time that the other one signs in.',
          'An administrator ended the session: the administrators know of it.',
        ],
      };
    case 'rejected':
      return {
        title: `You were signed in, and then ${host} signed you out again: the account is disabled, or has too many sign-ins.`,
        explanation: said,
        remedy:
          'Check whether the account is enabled (Get-CsUser, property Enabled) and how many endpoints are signed in; the registrar allows only a certain number of them (Get-CsRegistrarConfiguration, MaxEndpointsPerUser).',
        verify,
        owner: 'server',
        alternatives: [
          'The account was disabled in the meantime: Get-CsUser shows it.',
          'The user has reached the number of sign-ins that the registrar allows: it works after other devices have signed out.',
        ],
      };
    case 'deactivated':
      return {
        title: `You were signed in, and then ${host} signed you out again: your account is being moved to another server.`,
        explanation: said,
        remedy:
          'Wait until the move is through and sign in again. If it stays like this, finish or repeat the move (Move-CsUser) and check the replication.',
        verify,
        owner: 'server',
        alternatives: [
          'The move was begun and never finished: Get-CsUser and Get-CsUserPoolInfo name different pools.',
        ],
      };
    case 'preferred-registrar-change':
    case 'other':
      return {
        title: `You were signed in, and then ${host} signed you out again.`,
        explanation: sentences(
          said,
          preferredRegistrar === null
            ? null
            : `It asks to register at ${foreign(preferredRegistrar, 160)} instead, where the account is at home now.`,
        ),
        remedy:
          'Sign in again; a client looks for its server anew then. If it stays like this, check where the account is at home (Get-CsUserPoolInfo) and the event log of the server.',
        verify,
        owner: 'server',
        alternatives: [
          'The pool was failed over or back at that moment: it works after some minutes.',
          'The server is being serviced and sends its users away: its services are draining.',
        ],
      };
  }
}
