/** Which sensors of Home Assistant make the power of the house. */
import type { MeterKind } from '../contract/identity.ts';
import type { MeterReason } from '../contract/meter-reason.ts';
import type { PowerTerm } from '../home-assistant/energy-preferences.ts';

/** What the user says of the meter; wins over what is found. */
export type MeterConfiguration = {
  /** The sensor with all that the house uses. */
  entity?: string | undefined;
  /** Or those of its parts: grid > 0 imports, battery > 0 discharges. */
  grid?: string | undefined;
  solar?: string | undefined;
  battery?: string | undefined;
  /** Of the grid, up to three; instead of `grid`. */
  phases?: readonly string[] | undefined;
  circuits?: readonly { name: string; entity: string; parent?: string | undefined }[] | undefined;
};

export type PowerPlan = {
  kind: MeterKind;
  /** A meter of all that the house uses; empty: the power is grid + solar + battery. */
  home: PowerTerm[];
  grid: PowerTerm[];
  solar: PowerTerm[];
  battery: PowerTerm[];
  /** Of the grid's terms those that are its phases, in order. */
  phases: PowerTerm[];
  /** Tells whether the sun is up, where there is solar: an inverter that is off at night is no gap. */
  sun: string | null;
  /** Counters of energy that the power is derived from where nothing measures it; then all of the above is empty. */
  counters: { of: 'home' | 'grid'; terms: PowerTerm[] } | null;
  /** Why these. */
  reasons: MeterReason[];
};

/** What belongs to no plan yet. */
export const emptyPlan: PowerPlan = {
  kind: 'load',
  home: [],
  grid: [],
  solar: [],
  battery: [],
  phases: [],
  sun: null,
  counters: null,
  reasons: [],
};

/** The sensors that the power of the house is taken from. */
export const termsOf = ({ kind, home, grid, solar, battery, counters }: PowerPlan): PowerTerm[] => {
  if (counters !== null) return counters.terms;
  if (home.length > 0) return home;
  return kind === 'net' ? grid : [...grid, ...solar, ...battery];
};

/** All sensors of the plan, those for the parts as well. */
export const entitiesOf = ({ home, grid, solar, battery, counters }: PowerPlan): string[] => [
  ...new Set([...home, ...grid, ...solar, ...battery, ...(counters?.terms ?? [])].map((term) => term.entity_id)),
];

/** All that is to be watched for the power of the plan. */
export const watchedBy = (plan: PowerPlan): string[] => [...entitiesOf(plan), ...(plan.sun === null ? [] : [plan.sun])];
