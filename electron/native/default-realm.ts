import { processEnvironment, type Environment } from './environment-gate.ts';
import { loadKoffi, type Koffi, type Pointer } from './koffi.ts';

const libraries: Readonly<Record<string, readonly string[]>> = {
  linux: ['libkrb5.so.3'],
  darwin: ['/System/Library/Frameworks/Kerberos.framework/Kerberos', 'libkrb5.dylib'],
};

/** The realm that this machine belongs to by its Kerberos configuration; null when it has none. */
export function defaultRealm(environment: Environment): string | null {
  // Windows tells every process of a domain user the domain's DNS name, which in capitals is the realm.
  if (process.platform === 'win32') return process.env['USERDNSDOMAIN']?.toUpperCase() ?? null;
  const bridge = loadKoffi();
  if (!bridge.ok) return null;
  for (const file of libraries[process.platform] ?? []) {
    try {
      return processEnvironment.runSync(environment, () => askLibrary(bridge.koffi, file));
    } catch {
      // Not installed: the next one may be.
      continue;
    }
  }
  return null;
}

function askLibrary(koffi: Koffi, file: string): string | null {
  const library = koffi.load(file);
  const handle = koffi.pointer('void');
  const outHandle = koffi.out(koffi.pointer(handle));
  const initialize = library.func('krb5_init_context', 'int', [outHandle]);
  const ask = library.func('krb5_get_default_realm', 'int', [handle, outHandle]);
  const freeRealm = library.func('krb5_free_default_realm', 'void', [handle, handle]);
  const freeContext = library.func('krb5_free_context', 'void', [handle]);
  const context: [Pointer | null] = [null];
  if (initialize(context) !== 0) return null;
  try {
    const realm: [Pointer | null] = [null];
    if (ask(context[0], realm) !== 0 || realm[0] === null) return null;
    const text = koffi.decode.string(realm[0]);
    freeRealm(context[0], realm[0]);
    return text === '' ? null : text;
  } finally {
    freeContext(context[0]);
  }
}
