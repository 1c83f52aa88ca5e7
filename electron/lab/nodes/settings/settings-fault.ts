/** What the settings of a home server can be made to do wrong, after the logon itself went well. */
export type SettingsFault =
  | 'location-profile-404'
  /** 200 with the right content type and a web page as the body, as a proxy in between leaves it. */
  | 'location-profile-garbage'
  | 'contacts-503'
  /** The list moved to the Unified Contact Store: the pool knows none. */
  | 'contacts-in-exchange'
  | 'provisioning-403'
  /** No answer at all. */
  | 'provisioning-timeout'
  /** Well-formed, without any group. */
  | 'provisioning-empty'
  | 'presence-489'
  /** The address book is at a name that no DNS knows. */
  | 'policy-url-unreachable'
  /** The connection ends with the second of its requests. */
  | 'dropped-mid-settings'
  /** The pool runs in survivable mode: contacts, own presence and presence of others are refused. */
  | 'user-services-unavailable';
