import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

const NO_ADDRESS = '00:00:00:00:00:00';

/** What identifies a machine; tests supply their own. */
export interface MachineTraits {
  /** systemd's machine id, or null. */
  readonly systemId: string | null;
  readonly hostName: string;
  readonly macAddresses: readonly string[];
}

/** A name for this machine that stays the same from run to run. Hashed, so that nothing about the machine can be read from it. */
export function machineId(traits: MachineTraits = machineTraits()): string {
  const macAddress = traits.macAddresses.find((address) => address !== NO_ADDRESS) ?? NO_ADDRESS;
  const name = traits.systemId ?? `${traits.hostName} ${macAddress}`;
  return createHash('sha256').update(`rungs machine ${name}`).digest('hex');
}

function machineTraits(): MachineTraits {
  return {
    systemId: readSystemId(),
    hostName: hostname(),
    // Sorted by interface name: the operating system lists them in an order that may change.
    macAddresses: Object.entries(networkInterfaces())
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, addresses]) => addresses ?? [])
      .filter(({ internal }) => !internal)
      .map(({ mac }) => mac),
  };
}

function readSystemId(): string | null {
  try {
    // machine-id(5): 32 hexadecimal digits; empty while an image has not been set up yet.
    const id = readFileSync('/etc/machine-id', 'latin1').trim();
    return /^[0-9a-f]{32}$/i.test(id) ? id : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
