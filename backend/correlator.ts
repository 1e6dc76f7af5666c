/** Store -> correlations, from a durable cursor; announces results. */
import { isAborted, type Clock } from './clock.ts';
import type { Progress } from './contract/status.ts';
import { ENGINE_VERSION } from './correlation/engine-data.ts';
import { usualShare } from './correlation/on-level.ts';
import type { EngineDevice, EngineHour, EnginePlace, EngineProfile, ShareOf } from './correlation/types.ts';
import { createEngineCorrections } from './correlator/engine-corrections.ts';
import { follow } from './correlator/follow.ts';
import { awaitHistory, correlateHistory, learnFromHistory } from './correlator/history.ts';
import { FACT, noTotals, readMemory, type Memory, type Totals } from './correlator/memory.ts';
import { createPass, type Pass, type PassOptions } from './correlator/pass.ts';
import { createProgressTeller } from './correlator/progress-teller.ts';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';
import type { Recorder } from './recorder.ts';
import type { StatusBoard } from './status-board.ts';

const RETRY_MS = 10_000;

export interface Correlator {
  /** Correlates until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  devices(): EngineDevice[];
  shareOf(entityId: string): ShareOf;
  profile(): EngineProfile;
  /** How circuits and phases coincide with entities. */
  places(): EnginePlace[];
  /** What devices used in the hours that are not closed yet, up to the cursor. */
  openHours(): EngineHour[];
  /** Of the reading back of history; null when there is none. */
  progress(): Progress | null;
  /** Up to where state changes are correlated. */
  cursorMs(): number | null;
  statistics(): Totals;
}

export type CorrelatorOptions = PassOptions & {
  recorder: Recorder;
  board: StatusBoard;
  processingIntervalS: number;
  /** The history to learn from at first start: how long, and how often it is read: twice, to learn from it first, or once. */
  historyDays: number;
  passes: 1 | 2;
  clock: Clock;
  log: Log;
};

const nothingKnown: EngineProfile = {
  cadence_s: null,
  lag_s: null,
  lag_spread_s: null,
  averaging: null,
  resolution_w: null,
  noise_w: null,
};

const historyDone = ({ correlations_found, total_events_processed }: Totals): string =>
  `History is correlated: ${correlations_found} of ${total_events_processed} state changes moved the meter.`;

/** Knows from the beginning what was learned before. */
export async function createCorrelator(options: CorrelatorOptions): Promise<Correlator> {
  const { store, corrections, recorder, events, board, passes, clock, log } = options;
  const report = board.reporter('correlator');
  const recall = async (): Promise<Memory | null> => readMemory(await store.facts.get(FACT.kind, FACT.key), ENGINE_VERSION);
  const goOn = (memory: Memory): Pass => createPass(memory, memory.history_end_ms === null || passes === 1, options);
  const kept = await recall();
  let pass = kept === null ? null : goOn(kept);

  const engineCorrections = createEngineCorrections(store);
  const handOver = async (to: Pass) => to.correct(await engineCorrections.of(corrections.list(), to.engine.profile().lag_s));
  /** One after the other: the last one hands over all. */
  let handingOver = Promise.resolve();
  events.subscribe('corrected', () => {
    handingOver = handingOver
      .then(() => (pass === null ? undefined : handOver(pass)))
      .catch((error: unknown) => log.warn(`What was corrected is used only after a restart: ${messageOf(error)}`));
  });
  const teller = createProgressTeller({ days: options.historyDays, events, clock, log });

  /** What was kept, or learned now from history. */
  const learn = async (signal: AbortSignal): Promise<Memory> => {
    await awaitHistory({ recorder, clock, teller, signal });
    const told = (await engineCorrections.of(corrections.list(), null)).filter(({ kind }) => kind === 'no_load' || kind === 'power');
    const memory = await learnFromHistory({ end_ms: recorder.completeUntilMs(), passes, told }, teller, options, signal);
    if (!isAborted(signal)) await store.facts.put(FACT.kind, FACT.key, memory);
    return memory;
  };

  const correlate = async (signal: AbortSignal) => {
    const memory = (await recall()) ?? (await learn(signal));
    if (isAborted(signal)) return;
    pass = goOn(memory);
    await handOver(pass);
    if (memory.history_end_ms !== null) {
      await correlateHistory(pass, memory.history_end_ms, teller, signal);
      if (isAborted(signal)) return;
      log.info(historyDone(memory.totals));
      pass = createPass(memory, true, options);
      await handOver(pass);
    }
    report('ok');
    await follow(pass, { recorder, events, report, processingIntervalS: options.processingIntervalS, clock, signal });
  };

  return {
    async run(signal) {
      while (!isAborted(signal)) {
        try {
          await correlate(signal);
        } catch (error) {
          // It goes on from what was committed last: nothing is lost and nothing is written twice.
          log.error({ err: error }, `Correlating has failed and is tried again: ${messageOf(error)}`);
          report('failed', `Correlating has failed and is tried again: ${messageOf(error)}`);
          await clock.sleep(RETRY_MS, signal);
        }
      }
    },
    devices: () => pass?.engine.devices() ?? [],
    shareOf: (entityId) => pass?.engine.shareOf(entityId) ?? usualShare,
    openHours: () => pass?.engine.openHours() ?? [],
    places: () => pass?.engine.places() ?? [],
    profile: () => pass?.engine.profile() ?? nothingKnown,
    progress: () => teller.progress(),
    cursorMs: () => pass?.memory.cursor_ms ?? null,
    statistics: () => pass?.memory.totals ?? noTotals,
  };
}
