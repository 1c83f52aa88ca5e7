import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  type AccordionToggleEventHandler,
} from '@fluentui/react-components';
import type { SectionId, SignInWay } from '../../store/draft.ts';
import { changeDraft, usePage } from '../../store/store.ts';
import { MoreOptions } from './MoreOptions.tsx';
import { RunNotices } from './RunNotices.tsx';
import { SignInOptions } from './SignInOptions.tsx';
import styles from './start.module.css';

/** Said beside the title, so that a folded section does not hide that somebody will sign in. */
const WAYS: Readonly<Record<SignInWay, string>> = {
  none: 'without signing in',
  password: 'with a password',
  'current-user': 'as the user signed in to this computer',
};

const SECTIONS: readonly SectionId[] = ['sign-in', 'more'];

export function FormSections() {
  const openSections = usePage((page) => page.draft.openSections);
  const way = usePage((page) => page.draft.way);
  return (
    <>
      <RunNotices />
      <Accordion multiple collapsible openItems={[...openSections]} onToggle={keepOpenSections}>
        <AccordionItem value="sign-in" className={styles.signInItem}>
          <AccordionHeader>
            <span>
              Sign-in options<span className={styles.quiet}>: {WAYS[way]}</span>
            </span>
          </AccordionHeader>
          <AccordionPanel>
            <SignInOptions />
          </AccordionPanel>
        </AccordionItem>
        <AccordionItem value="more">
          <AccordionHeader>More options</AccordionHeader>
          <AccordionPanel>
            <MoreOptions />
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
    </>
  );
}

const keepOpenSections: AccordionToggleEventHandler = (_event, { openItems }) => {
  changeDraft({ openSections: SECTIONS.filter((id) => openItems.includes(id)) });
};
