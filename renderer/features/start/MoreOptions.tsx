import { Field, Input } from '@fluentui/react-components';
import { changeDraft, usePage } from '../../store/store.ts';
import { Choice } from '../../ui/Choice.tsx';
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
      <Choice
        label="Follow the steps of"
        value={profile}
        texts={PROFILES}
        onChoose={(value) => changeDraft({ profile: value })}
      />
      <Choice
        label="This PC is"
        value={network}
        texts={NETWORKS}
        onChoose={(value) => changeDraft({ network: value })}
      />
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
