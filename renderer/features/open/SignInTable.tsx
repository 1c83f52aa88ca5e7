import type { KeyboardEvent, MouseEvent } from 'react';
import type { SignInOfLog } from '../../../shared/ipc/open-commands.ts';
import { visible } from '../../../shared/lib/text.ts';
import type { StepState } from '../../../shared/projections/checklist-model.ts';
import { chooseSignIn } from '../../store/open-run.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import styles from './open.module.css';
import { methodOf, timeOf } from './sign-in-rows.ts';

const SIGNS: Readonly<Record<SignInOfLog['outcome'], StepState>> = {
  'signed-in': 'passed',
  redirected: 'passed',
  refused: 'failed',
  'no-answer': 'failed',
  unknown: 'skipped',
};

/** A click on a row opens it, and so does Enter; the arrows lead from one to the next. */
export function SignInTable({ signIns }: { readonly signIns: readonly SignInOfLog[] }) {
  return (
    <div className={styles.tableFrame}>
      <table className={styles.table}>
        <thead>
          <tr>
            {['Time', 'Address', 'Server', 'Method', 'Outcome'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col" className={styles.count}>
              REGISTERs
            </th>
          </tr>
        </thead>
        <tbody>
          {signIns.map((signIn) => (
            <SignInRow key={signIn.id} signIn={signIn} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SignInRow({ signIn }: { readonly signIn: SignInOfLog }) {
  const address = signIn.address === null ? 'not shown' : visible(signIn.address, 320);
  return (
    <tr className={styles.signIn}>
      <td>
        {/* It covers its row. */}
        <button
          type="button"
          className={styles.open}
          data-sign-in={signIn.id}
          aria-label={`Open the sign-in of ${timeOf(signIn)}`}
          onClick={choose}
          onKeyDown={moveOn}
        >
          {timeOf(signIn)}
        </button>
      </td>
      <td className={styles.name}>{address}</td>
      <td className={styles.name}>{signIn.server === null ? 'not shown' : visible(signIn.server, 300)}</td>
      <td>{methodOf(signIn)}</td>
      <td>
        <span className={styles.outcome}>
          <StateIcon state={SIGNS[signIn.outcome]} />
          {visible(signIn.outcomeText, 200)}
        </span>
      </td>
      <td className={styles.count}>{signIn.registers}</td>
    </tr>
  );
}

function choose({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
  void chooseSignIn(Number(currentTarget.dataset['signIn']));
}

function moveOn(event: KeyboardEvent<HTMLButtonElement>): void {
  const { currentTarget, key } = event;
  const buttons = [...(currentTarget.closest('tbody')?.querySelectorAll('button') ?? [])];
  const index = buttons.indexOf(currentTarget);
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: buttons.length - 1 }[key];
  if (next === undefined) return;
  event.preventDefault();
  buttons[next]?.focus();
}
