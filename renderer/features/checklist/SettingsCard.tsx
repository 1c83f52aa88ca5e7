import { Button } from '@fluentui/react-components';
import { closeSettings, openSettings, useAreSettingsOpen } from '../../store/settings-view.ts';
import type { RequestRow, SettingsModel } from '../../../shared/projections/settings-model.ts';
import type { Place } from '../../ui/places.ts';
import { REQUEST_SIGNS, REQUEST_STATE_NAMES } from '../../ui/request-signs.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import styles from './checklist.module.css';

const PLACE: Place = 'open-settings';

/** What was asked for in step 5, with its signs, and the way to what came. */
export function SettingsCard({ model }: { readonly model: SettingsModel }) {
  const areOpen = useAreSettingsOpen();
  return (
    <>
      <ul className={styles.requests} aria-label="Settings that were asked for">
        {model.requests.map((request) => (
          <Request key={request.kind} request={request} />
        ))}
      </ul>
      {model.hasContent && (
        <Button
          id={PLACE}
          size="small"
          className={styles.open}
          onClick={() => (areOpen ? closeSettings() : openSettings())}
        >
          {areOpen ? 'Close settings' : 'Open settings'}
        </Button>
      )}
    </>
  );
}

function Request({ request }: { readonly request: RequestRow }) {
  return (
    <li className={styles.request} data-request={request.kind} data-state={request.state}>
      <StateIcon state={REQUEST_SIGNS[request.state]} />
      <span>
        {request.title}
        <span className={styles.hidden}>: {REQUEST_STATE_NAMES[request.state]}</span>
      </span>
    </li>
  );
}
