/** Which id a meter bears: its own, and with a number behind it once what it measures has become another. */
import * as v from 'valibot';
import type { Clock } from './clock.ts';
import { MeterKind } from './contract/identity.ts';
import type { MeterSettings } from './config/meter-settings.ts';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';
import type { Meter } from './meter/meter.ts';
import { retry } from './retry.ts';
import type { Facts } from './store/store.ts';

/** What the meter has measured so far, in the order in which it came to do so; the last is the present one's number. */
const Known = v.object({ kinds: v.array(MeterKind), current: v.number() });
type Known = v.InferOutput<typeof Known>;

const FACT = 'meter_kind';
const nothingKnown: Known = { kinds: [], current: 0 };

async function readKnown(facts: Facts, id: string): Promise<Known> {
  const parsed = v.safeParse(Known, await facts.get(FACT, id));
  return parsed.success ? parsed.output : nothingKnown;
}

const numbered = (id: string, { current }: Known): string => (current === 0 ? id : `${id}-${current + 1}`);

/** The same kind again has its number again, and goes on with its rows. */
function withKind({ kinds }: Known, kind: MeterKind): Known {
  const index = kinds.indexOf(kind);
  return index === -1 ? { kinds: [...kinds, kind], current: kinds.length } : { kinds, current: index };
}

export type IdentityOptions = {
  facts: Facts;
  /** Called once when a meter measures something else than its id says: all must be wired anew. */
  onChanged: () => void;
  clock: Clock;
  log: Log;
};

/**
 * The meter under its id. Where the user gave no id, and the power of the grid alone becomes that of the house or the other way around, it falls
 * silent at once, keeps its new id for the next start, and says so: rows of one id always mean the same.
 */
export async function identifyMeter(
  settings: MeterSettings,
  create: (id: string) => Meter,
  { facts, onChanged, clock, log }: IdentityOptions,
): Promise<Meter> {
  if (settings.id !== settings.type) return create(settings.id);
  let known = await readKnown(facts, settings.id);
  const meter = create(numbered(settings.id, known));
  const said = known.kinds[known.current];
  let silentSinceMs: number | null = null;
  let keptKind = said;

  const keep = (kind: MeterKind, signal: AbortSignal) => {
    const next = withKind(known, kind);
    known = next;
    const onRetry = (error: unknown) => log.warn(`Meter ${meter.id}: what it measures cannot be kept yet: ${messageOf(error)}`);
    return retry(() => facts.put(FACT, settings.id, next), { clock, signal, onRetry }).then(() => next);
  };
  /** Whether it still measures what its id says. */
  const isSame = (signal: AbortSignal): boolean => {
    const kind = meter.describe()?.kind;
    if (silentSinceMs !== null) return false;
    if (kind === undefined || kind === keptKind) return true;
    const kept = keep(kind, signal);
    if (keptKind === undefined) {
      keptKind = kind;
      return true;
    }
    silentSinceMs = meter.heardMs() ?? 0;
    void kept.then((next) => {
      log.info(`Meter ${meter.id} measures another power from now on, and is called ${numbered(settings.id, next)}.`);
      onChanged();
    });
    return false;
  };

  return {
    ...meter,
    heardMs: () => silentSinceMs ?? meter.heardMs(),
    run: (handlers) =>
      meter.run({
        ...handlers,
        onBack: () => isSame(handlers.signal) && handlers.onBack(),
        onReadings: (readings) => isSame(handlers.signal) && handlers.onReadings(readings),
      }),
  };
}
