import { reachWords, servicesText } from '../../../shared/projections/settings/settings-text.ts';
import type { Reach, ServiceAddress, ServiceList, Side } from '../../../shared/projections/settings-model.ts';
import { REACH_SIGNS } from '../../ui/request-signs.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import { CopyButton } from './CopyButton.tsx';
import { Section } from './Section.tsx';
import styles from './settings.module.css';

const SIDES: Readonly<Record<Side, string>> = { internal: 'from inside', external: 'from outside' };

/** Every server address among the settings, and whether it can be reached from here. */
export function ServiceSection({ list }: { readonly list: ServiceList }) {
  const rows = [
    ...list.services,
    ...(list.ucwa.length === 0
      ? []
      : [{ label: 'Web application (UCWA), from autodiscover', isOff: false, addresses: list.ucwa }]),
  ];
  return (
    <Section
      title="Server addresses"
      action={<CopyButton text={() => servicesText(list)}>Copy addresses</CopyButton>}
    >
      <p className={styles.quiet}>
        This sign-in took place {list.ownSide === 'internal' ? 'inside' : 'outside'} the organisation’s
        network. Each address is tried as far as name, connection and certificate.
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.service}>
              Service
            </th>
            <th scope="col">Address</th>
            <th scope="col" className={styles.reached}>
              Reached
            </th>
          </tr>
        </thead>
        {rows.map(({ label, isOff, addresses }, row) => (
          <tbody key={`${label}:${String(row)}`}>
            {addresses.map((address, index) => (
              <tr key={`${address.setting}:${address.url}`}>
                {index === 0 && (
                  <th scope="rowgroup" rowSpan={addresses.length}>
                    {label}
                    {isOff && <span className={styles.meaning}>Switched off by the server.</span>}
                  </th>
                )}
                <Address address={address} />
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Section>
  );
}

function Address({ address: { setting, side, url, reach } }: { readonly address: ServiceAddress }) {
  return (
    <>
      <td>
        {url}
        <span className={styles.meaning}>{side === null ? setting : `${SIDES[side]}, ${setting}`}</span>
      </td>
      <td>
        <ReachSign reach={reach} />
      </td>
    </>
  );
}

export function ReachSign({ reach }: { readonly reach: Reach }) {
  return (
    <span className={styles.sign}>
      <StateIcon state={REACH_SIGNS[reach.state]} />
      {reachWords(reach)}
    </span>
  );
}
