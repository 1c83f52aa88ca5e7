import type {
  SystemContext,
  SystemContextRequest,
  SystemFailure,
  SystemSecurity,
} from '../../../electron/engine/system-security.ts';

/** Bytes are written in hexadecimal. */
export type AgentRequest =
  | { readonly ask: 'what-is-there' }
  | ({ readonly ask: 'open'; readonly user: string | null; readonly password: string } & Pick<
      SystemContextRequest,
      'mechanism' | 'target' | 'datagram'
    >)
  | { readonly ask: 'step'; readonly id: number; readonly token: string | null }
  | { readonly ask: 'get-mic'; readonly id: number; readonly message: string }
  | { readonly ask: 'verify-mic'; readonly id: number; readonly message: string; readonly mic: string }
  | { readonly ask: 'ticket' | 'close'; readonly id: number };

export type AgentAnswer =
  | { readonly is: 'there'; readonly library: string; readonly available: SystemSecurity['available'] }
  | { readonly is: 'context'; readonly id: number }
  | { readonly is: 'token'; readonly token: string; readonly isComplete: boolean }
  | { readonly is: 'mic'; readonly mic: string }
  | { readonly is: 'verdict'; readonly isRight: boolean }
  | { readonly is: 'ticket'; readonly ticket: ReturnType<SystemContext['ticket']> }
  | { readonly is: 'closed' }
  | { readonly is: 'failure'; readonly failure: SystemFailure }
  | { readonly is: 'broken'; readonly text: string };
