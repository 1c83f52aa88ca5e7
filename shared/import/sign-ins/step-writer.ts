import type { StepId } from '../../run/ids.ts';
import type { EventWriter } from './event-writer.ts';

/** Begins and ends each step once. */
export class StepWriter {
  private readonly writer: EventWriter;
  private readonly begun = new Set<StepId>();
  private readonly ended = new Set<StepId>();

  constructor(writer: EventWriter) {
    this.writer = writer;
  }

  begin(step: StepId): void {
    if (this.begun.has(step)) return;
    this.begun.add(step);
    this.writer.add('step.started', { step }, { step });
  }

  end(step: StepId): void {
    if (!this.begun.has(step) || this.ended.has(step)) return;
    this.ended.add(step);
    this.writer.add('step.finished', { step }, { step });
  }
}
