import { useEffect } from 'react';
import { usePage, type StartProblem } from '../../store/store.ts';

/** What a Fluent field needs to say what is wrong with it. */
export interface FieldProblem {
  readonly validationState?: 'error';
  readonly validationMessage?: string;
}

/**
 * What is wrong with the field of this name now. It gets the focus with it, even if it comes into being only then: whoever
 * draws a field asks for it.
 */
export function useFieldProblem(name: Exclude<StartProblem['place'], 'practice'>): FieldProblem {
  const problem = usePage((page) => (page.startProblem?.place === name ? page.startProblem : null));
  useEffect(() => {
    if (problem !== null) document.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.focus();
  }, [problem, name]);
  return problem === null ? {} : { validationState: 'error', validationMessage: problem.sentence };
}
