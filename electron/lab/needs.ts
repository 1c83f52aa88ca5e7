import { kdcNeeds } from './nodes/kdc.ts';
import { scenarioNamed } from './scenarios.ts';

/** This machine lacks a program that the scenario needs; the message says which, for people. */
export class LabNeeds extends Error {
  override readonly name = 'LabNeeds';
}

/** Returns a sentence for people that names what to install, or null when nothing is missing. */
export function scenarioNeeds(id: string): string | null {
  const kdc = scenarioNamed(id)?.deployment.kdc ?? null;
  // One that is not there needs no program.
  return kdc === null || kdc === 'unreachable' ? null : kdcNeeds();
}
