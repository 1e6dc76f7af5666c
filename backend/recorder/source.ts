/** A meter and the home as the recorder sees them: rows now, and rows of the past. */
import type { Home } from '../home/home.ts';
import type { Meter } from '../meter/meter.ts';
import type { Report } from '../status-board.ts';
import type { SeriesRows, Store } from '../store/store.ts';

/** Slices of the past come in time order, each with the time up to which it reaches. */
export type Past = {
  name: string;
  newestStoredMs(): Promise<number | null>;
  slices(range: { start_ms: number; end_ms: number; signal: AbortSignal }): AsyncIterable<{ rows: SeriesRows; until_ms: number }>;
};

export type Source = {
  name: string;
  heardMs(): number | null;
  run(handlers: { onRows: (rows: SeriesRows) => void; onBack: () => void; report: Report; signal: AbortSignal }): Promise<void>;
  /** Null: it tells nothing of the past. */
  past: Past | null;
};

export function sourceOfMeter(meter: Meter, store: Store): Source {
  const name = `meter ${meter.id}`;
  const history = meter.history?.bind(meter);
  return {
    name,
    heardMs: () => meter.heardMs(),
    run: ({ onRows, ...handlers }) => meter.run({ onReadings: onRows, ...handlers }),
    past:
      history === undefined
        ? null
        : {
            name,
            newestStoredMs: async () => (await store.series.lastReading(meter.id))?.time_ms ?? null,
            slices: (range) => meterSlices(history, range),
          },
  };
}

async function* meterSlices(history: NonNullable<Meter['history']>, range: Parameters<Past['slices']>[0]): ReturnType<Past['slices']> {
  for await (const { readings, circuits, until_ms } of history(range)) yield { rows: { readings, circuits }, until_ms };
}

export function sourceOfHome(home: Home, store: Store): Source {
  return {
    name: 'home',
    heardMs: () => home.heardMs(),
    run: ({ onRows, ...handlers }) => home.run({ onChange: (change) => onRows({ changes: [change] }), ...handlers }),
    past: { name: 'home', newestStoredMs: () => store.series.lastChangeMs(), slices: (range) => homeSlices(home, range) },
  };
}

async function* homeSlices(home: Home, range: Parameters<Past['slices']>[0]): ReturnType<Past['slices']> {
  for await (const { changes, until_ms } of home.history(range)) yield { rows: { changes }, until_ms };
}
