/** Meters and state changes -> store. */

export interface Recorder {
  /** Records until the signal aborts, then writes what is left. Rejects with AuthError and ConfigurationError. */
  run(signal: AbortSignal): Promise<void>;
  /** Writes what waits in memory. */
  flush(): Promise<void>;
  /** Up to this time everything that can be had is in the store once `flush` has resolved: the correlator may go so far. */
  completeUntilMs(): number;
  statistics(): { readings_recorded: number; changes_recorded: number };
}
