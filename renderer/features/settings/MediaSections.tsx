import type {
  MediaRelayView,
  MediaSettings,
  MeetingsView,
  SettingsModel,
} from '../../../shared/projections/settings-model.ts';
import { FactList } from './FactList.tsx';
import { Section } from './Section.tsx';
import { ReachSign } from './ServiceSection.tsx';
import styles from './settings.module.css';
import { useCapped } from '../../ui/useCapped.tsx';

/** Everything about calls and meetings, side by side where there is room. */
export function MediaSections({
  model: { media, mediaRelay, meetings },
}: {
  readonly model: Pick<SettingsModel, 'media' | 'mediaRelay' | 'meetings'>;
}) {
  if (media === null && mediaRelay === null && meetings === null) return null;
  return (
    <div className={styles.summary}>
      {mediaRelay !== null && <RelaySection relay={mediaRelay} />}
      {meetings !== null && <MeetingsSection meetings={meetings} />}
      {media !== null && <PortsSection media={media} />}
      {media !== null && media.client.length > 0 && (
        <Section title="The client">
          <FactList fields={media.client} />
        </Section>
      )}
    </div>
  );
}

function RelaySection({ relay: { facts, relays } }: { readonly relay: MediaRelayView }) {
  return (
    <Section title="Media relay">
      <FactList fields={facts} />
      <ul className={styles.remarks}>
        {relays.map(({ place, ports, reach }, index) => (
          <li key={index}>
            {place}
            <span className={styles.meaning}>{ports}</span>
            <ReachSign reach={reach} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function MeetingsSection({ meetings: { facts, regions } }: { readonly meetings: MeetingsView }) {
  const [shown, more] = useCapped(regions.length, 'region');
  return (
    <Section title="Meetings">
      <FactList fields={facts} />
      <ul className={styles.remarks}>
        {regions.slice(0, shown).map(({ name, numbers }, index) => (
          <li key={index}>
            {name}
            <span className={styles.meaning}>{numbers.join(', ')}</span>
          </li>
        ))}
      </ul>
      {more}
    </Section>
  );
}

function PortsSection({ media }: { readonly media: MediaSettings }) {
  const { encryption, isPortRangeEnabled, portRanges } = media;
  return (
    <Section title="Audio, video and ports">
      <FactList fields={[...(encryption === null ? [] : [encryption]), ...portRanges]} />
      {portRanges.length > 0 && isPortRangeEnabled === false && (
        <p className={styles.quiet}>The ranges of ports are switched off: the client takes any port.</p>
      )}
      {portRanges.length === 0 && <p className={styles.quiet}>The server names no ranges of ports.</p>}
    </Section>
  );
}
