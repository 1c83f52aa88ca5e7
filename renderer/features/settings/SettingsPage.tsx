import { Button } from '@fluentui/react-components';
import { ArrowLeft20Regular } from '@fluentui/react-icons';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { settingsText } from '../../../shared/projections/settings/settings-text.ts';
import type { SettingsModel } from '../../../shared/projections/settings-model.ts';
import { closeSettings, returnFocus } from '../../store/settings-view.ts';
import { CopyButton } from './CopyButton.tsx';
import { DialPlanSection } from './DialPlanSection.tsx';
import { FactList } from './FactList.tsx';
import { MediaSections } from './MediaSections.tsx';
import { MissingSection } from './MissingSection.tsx';
import { PolicySection } from './PolicySection.tsx';
import { RequestSection } from './RequestSection.tsx';
import { Section } from './Section.tsx';
import { ServiceSection } from './ServiceSection.tsx';
import styles from './settings.module.css';

/** What the sign-in brought, in place of the call flow. Escape leads back to it. */
export function SettingsPage({ model }: { readonly model: SettingsModel }) {
  const page = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // In a small window it stands below the steps, and would come into sight with its first line only.
    page.current?.scrollIntoView({ block: 'start' });
    heading.current?.focus({ preventScroll: true });
    return returnFocus;
  }, []);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a way back, not a control
    <section ref={page} aria-label="Settings" className={styles.page} onKeyDown={closeOnEscape}>
      <div className={styles.top}>
        <h2 ref={heading} tabIndex={-1} className={styles.heading}>
          Settings and policies
        </h2>
        <CopyButton text={() => settingsText(model)}>Copy all</CopyButton>
        <Button size="small" icon={<ArrowLeft20Regular />} onClick={() => closeSettings()}>
          Back to the call flow
        </Button>
      </div>
      <div className={styles.summary}>
        <Section title="Overview">
          <FactList fields={model.overview} />
        </Section>
        <div>
          <MissingSection missing={model.missing} />
          <RequestSection requests={model.requests} />
        </div>
      </div>
      {model.dialPlan !== null && <DialPlanSection plan={model.dialPlan} />}
      {model.services !== null && <ServiceSection list={model.services} />}
      <MediaSections model={model} />
      {model.policies !== null && <PolicySection list={model.policies} />}
    </section>
  );
}

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape' && !event.defaultPrevented) closeSettings();
}
