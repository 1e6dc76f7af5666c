/** Rows for the tests of the store; each test says only what matters to it. */
import type { StoredCorrelation } from '../../contract/correlation.ts';
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import type { StateChange } from '../../contract/state-change.ts';
import type { CorrelatorBatch } from '../../store/store.ts';

/** 2026-11-24T00:00:00Z. */
export const T0 = Date.UTC(2026, 10, 24);

export const aReading = (time_ms: number, total_power_w: number | null, more: Partial<Reading> = {}): Reading => ({
  time_ms,
  meter_id: 'house',
  meter_type: 'home_assistant',
  meter_source: 'ha_integration',
  total_power_w,
  daily_kwh: null,
  grid_w: null,
  solar_w: null,
  battery_w: null,
  phase_1_w: null,
  phase_2_w: null,
  phase_3_w: null,
  ...more,
});

export const aCircuit = (
  time_ms: number,
  circuit_id: string,
  power_w: number | null,
  more: Partial<CircuitReading> = {},
): CircuitReading => ({
  time_ms,
  meter_id: 'house',
  meter_type: 'home_assistant',
  circuit_id,
  circuit_name: `The ${circuit_id}`,
  power_w,
  percentage: null,
  ...more,
});

export const aChange = (time_ms: number, entity_id: string, state_value: string, more: Partial<StateChange> = {}): StateChange => ({
  time_ms,
  entity_id,
  domain: entity_id.split('.')[0]!,
  state_value,
  previous_state: 'unknown',
  attributes: {},
  weather_temp: null,
  context_id: null,
  context_parent_id: null,
  context_user_id: null,
  cause: { kind: 'unknown', name: null },
  ...more,
});

export const aCorrelation = (
  time_ms: number,
  entity_id: string,
  power_delta_w: number,
  more: Partial<StoredCorrelation> = {},
): StoredCorrelation => ({
  time_ms,
  entity_id,
  domain: entity_id.split('.')[0]!,
  state: 'on',
  previous_state: 'off',
  previous_level: null,
  level: null,
  meter_id: 'house',
  power_before_w: 300,
  power_after_w: 300 + power_delta_w,
  power_delta_w,
  power_delta_pct: power_delta_w / 3,
  interval_w: 5,
  confidence: 0.9,
  shared_with: [],
  source: 'live',
  cause: { kind: 'unknown', name: null },
  ...more,
});

export const aBatch = (batch: Partial<CorrelatorBatch>): CorrelatorBatch => ({
  correlations: [],
  steps: [],
  meterHours: [],
  entityHours: [],
  facts: [],
  ...batch,
});
