/** The bus between the loops and the API: event name -> payload. Listeners run at once and must not throw. */
import type { Correction } from './contract/correction.ts';
import type { StoredCorrelation } from './contract/correlation.ts';
import type { Job } from './contract/job.ts';
import type { CircuitReading, Reading } from './contract/reading.ts';
import type { StateChange } from './contract/state-change.ts';
import type { Progress } from './contract/status.ts';
import type { StoredStep } from './contract/unexplained.ts';

type EventMap = {
  /** Readings of a meter and its circuits arrived, live. */
  reading: { readings: readonly Reading[]; circuits: readonly CircuitReading[] };
  change: StateChange;
  correlation: StoredCorrelation;
  unexplained: StoredStep;
  progress: Progress;
  /** A user corrected something, or took it back. */
  corrected: Correction;
  job: Job;
  /** The status of a part changed. */
  status: undefined;
};

export interface Events {
  emit<N extends keyof EventMap>(name: N, payload: EventMap[N]): void;
  /** Returns the function that ends the subscription. */
  subscribe<N extends keyof EventMap>(name: N, listener: (payload: EventMap[N]) => void): () => void;
}

export function createEvents(): Events {
  const listeners = new Map<keyof EventMap, Set<(payload: never) => void>>();
  return {
    emit(name, payload) {
      for (const listener of [...(listeners.get(name) ?? [])]) (listener as (value: typeof payload) => void)(payload);
    },
    subscribe(name, listener) {
      const ofName = listeners.get(name) ?? new Set();
      listeners.set(name, ofName.add(listener));
      return () => void ofName.delete(listener);
    },
  };
}
