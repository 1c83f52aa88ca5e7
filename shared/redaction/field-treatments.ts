/**
 * What a string of an event is, by the name of its field.
 * identifier: a word of a document's own language, such as the name of a setting. place: one party, as host, address, URL or logon name. text: anything, with identities here and there.
 */
export type Treatment =
  | 'text'
  | 'place'
  | 'domain'
  | 'user'
  | 'realm'
  | 'service'
  | 'distinguished-name'
  | 'name'
  | 'phone'
  | 'dial-rule'
  | 'device'
  | 'serial'
  | 'fingerprint'
  | 'certificate'
  | 'setting'
  | 'identifier'
  | 'target-info'
  | 'headers'
  | 'body';

/** path: the names of the fields down to the string, lists left out. What is not listed is text. */
export function treatmentOf(kind: string, path: readonly string[]): Treatment {
  return BY_PATH.get(`${kind} ${path.join('.')}`) ?? BY_FIELD.get(path.at(-1) ?? '') ?? 'text';
}

function byField(treatment: Treatment, fields: string): readonly (readonly [string, Treatment])[] {
  return fields.split(' ').map((field) => [field, treatment]);
}

const BY_FIELD: ReadonlyMap<string, Treatment> = new Map([
  ...byField(
    'place',
    'host address localAddress serverName target name names dnsNames ipAddresses cnameChain',
  ),
  ...byField(
    'place',
    'addresses answers who resolver usedFrom systemResolvers fromHost toHost proxy to by client',
  ),
  ...byField('place', 'url from fqdn href webTicketUrl caIssuersUrls ocspUrls crlUrls ticketIssuer audience'),
  ...byField(
    'place',
    'authorizationUri pool preferredRegistrar targetName workstation emailAddresses invalidUris',
  ),
  ...byField('place', 'uri source commonName'),
  ...byField('domain', 'domain'),
  ...byField('user', 'user'),
  ...byField('realm', 'realm'),
  ...byField('service', 'spn targetname'),
  ...byField('distinguished-name', 'subject issuer missingIssuer path trustAnchor acceptedAuthorities'),
  ...byField('name', 'defaultRegion'),
  ...byField('phone', 'lines numbers'),
  ...byField('dial-rule', 'pattern translation externalAccessPrefix'),
  ...byField('device', 'deviceId'),
  ...byField('serial', 'serialNumber'),
  ...byField('fingerprint', 'sha256 confirmedCertificates'),
  ...byField('certificate', 'derBase64 extraCaPem'),
  ...byField('headers', 'headers'),
  ...byField('body', 'body'),
]);

/** Where a field's name means something else than elsewhere. */
const BY_PATH: ReadonlyMap<string, Treatment> = new Map([
  ['run.started tool.name', 'text'],
  ['run.environment.observed trustStore.path', 'text'],
  ['web-service.metadata.read ports.name', 'text'],
  ['authentication.token.observed token.targetInfo.name', 'text'],
  ['authentication.token.observed token.targetInfo.value', 'target-info'],
  ['settings.provisioning.read groups.name', 'identifier'],
  ['settings.provisioning.read groups.settings.name', 'identifier'],
  ['settings.provisioning.read groups.settings.value', 'setting'],
  ['settings.location-profile.read name', 'name'],
  ['settings.contacts.read groups.name', 'name'],
  ['settings.conferencing.read dialInRegions.name', 'name'],
]);
