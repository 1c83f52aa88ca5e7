import { Dropdown, Field, Input, Option } from '@fluentui/react-components';
import type { StartRunRequest } from '../../../shared/ipc/contract.ts';
import { changeDraft, usePage } from '../../store/store.ts';
import styles from './start.module.css';

const PROFILES = {
  sfb: 'Skype for Business and Lync 2013',
  lync2010: 'Lync 2010 and Communicator (SRV records first)',
} as const;

const NETWORKS = {
  auto: 'Find out',
  internal: 'Inside the company network',
  external: 'Outside, on the internet',
} as const;

/** What an administrator may want to fix by hand. */
export function MoreOptions() {
  const profile = usePage((page) => page.draft.profile);
  const network = usePage((page) => page.draft.network);
  const server = usePage((page) => page.draft.server);
  return (
    <div className={styles.options}>
      <Field label="Follow the steps of">
        <Dropdown
          inlinePopup
          value={PROFILES[profile]}
          selectedOptions={[profile]}
          onOptionSelect={(_event, { optionValue }) =>
            changeDraft({ profile: optionValue === 'lync2010' ? 'lync2010' : 'sfb' })
          }
        >
          {Object.entries(PROFILES).map(([value, text]) => (
            <Option key={value} value={value}>
              {text}
            </Option>
          ))}
        </Dropdown>
      </Field>
      <Field label="This PC is">
        <Dropdown
          inlinePopup
          value={NETWORKS[network]}
          selectedOptions={[network]}
          onOptionSelect={(_event, { optionValue }) => changeDraft({ network: networkOf(optionValue) })}
        >
          {Object.entries(NETWORKS).map(([value, text]) => (
            <Option key={value} value={value}>
              {text}
            </Option>
          ))}
        </Dropdown>
      </Field>
      <Field label="Server by hand" hint="Leave empty to let Rungs find it">
        <Input
          name="server"
          value={server}
          onChange={(_event, { value }) => changeDraft({ server: value })}
          placeholder="sip.contoso.com:443"
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
    </div>
  );
}

function networkOf(value: string | undefined): StartRunRequest['network'] {
  return value === 'internal' || value === 'external' ? value : 'auto';
}
