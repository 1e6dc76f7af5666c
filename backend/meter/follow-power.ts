/** Follows the sensors of a meter in Home Assistant and hands on readings. */
import { isAborted, type Clock } from '../clock.ts';
import { messageOf, UnavailableError } from '../errors.ts';
import type { HomeAssistantConnection } from '../home-assistant/connection.ts';
import type { EntityChange, EntityState } from '../home-assistant/entity-state.ts';
import { followStates } from '../home-assistant/follow-states.ts';
import type { Log } from '../log.ts';
import type { Report } from '../status-board.ts';
import { readDailyEnergy, type DailyEnergy } from './daily-energy.ts';
import { TOGETHER_MS } from './home-assistant-history.ts';
import type { Found } from './look-for-power.ts';
import type { MeterReadings } from './meter.ts';
import { pollPower } from './poll-power.ts';
import { entitiesOf } from './power-plan.ts';
import { createReadingMaker, type ReadingMaker } from './reading-maker.ts';

export type FollowPowerOptions = {
  connection: HomeAssistantConnection;
  meterId: string;
  found: Found;
  clock: Clock;
  log: Log;
  pollIntervalMs: number;
  /** Between two looks at the statistics, ms. */
  refreshMs: number;
  onReadings: (readings: MeterReadings) => void;
  report: Report;
  /** All sensors are there as they are now; then come readings. */
  onFirst: () => void;
};

export interface PowerFollower {
  /** Until the session ends. Throws UnavailableError where Home Assistant does not push what it knows. */
  run(session: AbortSignal): Promise<void>;
  /** Time of the newest state that is not yet handed on; null: none. */
  waitingMs(): number | null;
}

const say = (maker: ReadingMaker, report: Report) => {
  const faults = maker.faults();
  if (faults.length === 0) report('ok');
  else report('degraded', `The power of the house is not known now. ${faults.join('; ')}.`);
};

const put = (maker: ReadingMaker, { entity_id, state, attributes, time_ms }: EntityState) =>
  maker.put({ entity_id, state, unit: attributes['unit_of_measurement'], time_ms });

/** A sensor that is gone says nothing any more. */
const stateAfter = ({ entity_id, after }: EntityChange, nowMs: number): EntityState =>
  after ?? { entity_id, state: 'unavailable', attributes: {}, time_ms: nowMs, context: { id: null, parent_id: null, user_id: null } };

export function createPowerFollower(options: FollowPowerOptions): PowerFollower {
  const { connection, meterId, found, clock, onReadings, report, onFirst } = options;
  const { plan, circuits } = found;
  const ofHouse = entitiesOf(plan);
  const wanted = [...new Set([...ofHouse, ...circuits.flatMap((circuit) => circuit.entity_id ?? [])])];
  const daily: { energy: DailyEnergy | null } = { energy: null };
  const dailyKwh = (timeMs: number) =>
    daily.energy !== null && timeMs >= daily.energy.start_ms && timeMs < daily.energy.end_ms ? daily.energy.kwh : null;
  const maker = createReadingMaker({ meterId, plan, circuits, dailyKwh });
  let collecting = false;

  const handOn = (atMs?: number) => {
    const reading = maker.reading(atMs);
    say(maker, report);
    if (reading !== undefined) onReadings({ readings: [reading], circuits: [] });
  };
  /** Sensors of one meter change one after the other: what changes together is one reading. */
  const collect = async (session: AbortSignal) => {
    if (collecting) return;
    collecting = true;
    await clock.sleep(TOGETHER_MS, session);
    collecting = false;
    if (!session.aborted) handOn();
  };
  const onChanges = (changes: EntityChange[], session: AbortSignal) => {
    for (const change of changes) {
      const { house, circuit } = put(maker, stateAfter(change, clock.now()));
      if (circuit) onReadings({ readings: [], circuits: maker.circuit(change.entity_id) });
      if (!house) continue;
      if (ofHouse.length === 1) handOn();
      else void collect(session);
    }
  };

  return {
    waitingMs: () => maker.waitingMs(),
    async run(session) {
      const handlers = {
        onFirst: (states: { get: (entityId: string) => EntityState | undefined }) => {
          for (const state of wanted.flatMap((entityId) => states.get(entityId) ?? [])) put(maker, state);
          onFirst();
          void collect(session);
          for (const entityId of wanted) {
            const rows = states.get(entityId) === undefined ? [] : maker.circuit(entityId);
            if (rows.length > 0) onReadings({ readings: [], circuits: rows });
          }
        },
        onChanges: (changes: EntityChange[]) => onChanges(changes, session),
      };
      const end = await followStates(connection, { domains: [], entities: wanted, globs: [] }, session, handlers);
      try {
        await Promise.all([keepDailyEnergy(options, daily, session), keepPolling(options, maker, ofHouse, handOn, session)]);
      } finally {
        end();
      }
    },
  };
}

async function keepDailyEnergy(
  { connection, found, clock, log, refreshMs }: FollowPowerOptions,
  daily: { energy: DailyEnergy | null },
  session: AbortSignal,
): Promise<void> {
  while (!isAborted(session)) {
    try {
      daily.energy = await readDailyEnergy(connection, found.counters, found.timeZone, clock.now());
    } catch (error) {
      log.warn(`The energy of the day stays as it was: ${messageOf(error)}`);
    }
    await clock.sleep(refreshMs, session);
  }
}

/** A steady meter makes no events: it is asked now and then, which also shows whether Home Assistant still pushes. */
async function keepPolling(
  { connection, found, clock, log, pollIntervalMs }: FollowPowerOptions,
  maker: ReadingMaker,
  entityIds: readonly string[],
  handOn: (atMs: number) => void,
  session: AbortSignal,
): Promise<void> {
  await clock.sleep(2 * TOGETHER_MS, session);
  while (!isAborted(session)) {
    try {
      const polled = await pollPower(connection, entityIds, session, clock);
      const lost = polled.find(
        ({ entity_id: entityId, state }) => maker.stateOf(entityId) !== undefined && maker.stateOf(entityId) !== state,
      );
      if (lost !== undefined) throw new UnavailableError(`Home Assistant no longer tells of the changes of ${lost.entity_id}`);
      // A mean that was derived from a counter is over: it is no news that the counter has not gone on.
      if (!isAborted(session) && found.plan.counters === null && maker.faults().length === 0)
        handOn(Math.max(...polled.map(({ reported_ms: reportedMs }) => reportedMs)));
    } catch (error) {
      if (error instanceof UnavailableError) throw error;
      log.warn(`The meter could not be asked: ${messageOf(error)}`);
    }
    await clock.sleep(pollIntervalMs, session);
  }
}
