import { Button } from '@fluentui/react-components';
import {
  ArrowClockwise20Regular,
  BranchCompare20Regular,
  Dismiss20Regular,
  Play20Regular,
} from '@fluentui/react-icons';
import { parseSipAddress } from '../../shared/lib/sip-address.ts';
import { checkThisAddress, runAgain } from '../store/actions.ts';
import { openDialog } from '../store/dialogs.ts';
import { scenarioOf } from '../store/scenario-of.ts';
import { cancelRun } from '../store/show-run.ts';
import { usePage, type RunState } from '../store/store.ts';
import type { Place } from '../ui/places.ts';

const COMPARE: Place = 'compare-with';
const REPLAY: Place = 'replay';

/** What can be done with the run as a whole. */
export function RunActions({ run }: { readonly run: RunState }) {
  const isReplayed = usePage((page) => page.replay !== null);
  const isCompared = usePage((page) => page.compared?.isOpen === true);
  return (
    <>
      {run.isEnded && !isReplayed && !isCompared && (
        <>
          <Button
            id={COMPARE}
            appearance="subtle"
            icon={<BranchCompare20Regular />}
            onClick={() => openDialog({ kind: 'compare' })}
          >
            Compare with…
          </Button>
          <Button id={REPLAY} appearance="subtle" icon={<Play20Regular />} onClick={() => void replay()}>
            Replay
          </Button>
        </>
      )}
      {run.request === null ? (
        canBeChecked(run) && <Button onClick={() => void checkThisAddress()}>Check this address now</Button>
      ) : run.isEnded ? (
        <Button icon={<ArrowClockwise20Regular />} onClick={() => void runAgain()}>
          Run again
        </Button>
      ) : (
        <Button icon={<Dismiss20Regular />} onClick={() => void cancelRun()}>
          Cancel
        </Button>
      )}
    </>
  );
}

async function replay(): Promise<void> {
  (await import('../store/replay.ts')).startReplay();
}

/** A stand-in is nobody's address, and that of a practice run is known to the practice network alone. */
function canBeChecked(run: RunState): boolean {
  const isStandIn = run.origin.kind === 'bundle' && run.origin.redaction === 'strict';
  return !isStandIn && scenarioOf(run) === null && parseSipAddress(run.address).ok;
}
