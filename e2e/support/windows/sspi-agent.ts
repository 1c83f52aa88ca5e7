import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { SystemContext } from '../../../electron/engine/system-security.ts';
import { createSystemSecurity } from '../../../electron/services/system-security.ts';
import type { AgentAnswer, AgentRequest } from './agent-messages.ts';

/**
 * Runs on Windows, or on what stands in for it, and does with its own authentication what the test on the other end of a
 * connection asks for, one JSON document a line. Only loopback, only a test's made-up credentials.
 */
const security = createSystemSecurity();
const contexts: SystemContext[] = [];
const socket = connect({ host: '127.0.0.1', port: Number(process.argv[2]) });
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

function contextOf(id: number): SystemContext {
  const context = contexts[id];
  if (context === undefined) throw new Error(`no context ${id}`);
  return context;
}

async function answer(request: AgentRequest): Promise<AgentAnswer> {
  switch (request.ask) {
    case 'what-is-there':
      return { is: 'there', library: security.library, available: security.available };
    case 'open': {
      const { password, user, ...rest } = request;
      const opening = await security.open({
        mechanism: rest.mechanism,
        target: rest.target,
        datagram: rest.datagram,
        credentials:
          user === null
            ? { kind: 'current-user' }
            : { kind: 'password', user, realm: null, password: new TextEncoder().encode(password) },
      });
      if (!opening.ok) return { is: 'failure', failure: opening };
      contexts.push(opening.context);
      return { is: 'context', id: contexts.length - 1 };
    }
    case 'step': {
      const step = await contextOf(request.id).step(request.token === null ? null : bytes(request.token));
      return step.ok
        ? { is: 'token', token: hex(step.token), isComplete: step.isComplete }
        : { is: 'failure', failure: step };
    }
    case 'get-mic':
      return { is: 'mic', mic: hex(contextOf(request.id).getMic(bytes(request.message))) };
    case 'verify-mic':
      return {
        is: 'verdict',
        isRight: contextOf(request.id).verifyMic(bytes(request.message), bytes(request.mic)),
      };
    case 'ticket':
      return { is: 'ticket', ticket: contextOf(request.id).ticket() };
    case 'close':
      contextOf(request.id).close();
      return { is: 'closed' };
  }
}

for await (const line of createInterface({ input: socket })) {
  let reply: AgentAnswer;
  try {
    // The test at the other end is written against the same types.
    reply = await answer(JSON.parse(line) as AgentRequest);
  } catch (error) {
    reply = { is: 'broken', text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  socket.write(`${JSON.stringify(reply)}\n`);
}
process.exit(0);
