/** Finds the sensors that make the power of the house: what the user says, else the Energy dashboard, else what devices and integrations are known for. */
import { ConfigurationError } from '../errors.ts';
import { isEntity, type EnergyPreferences, type EnergySource, type PowerTerm } from '../home-assistant/energy-preferences.ts';
import { troubleWith } from '../trouble.ts';
import { becauseOf } from './because-of.ts';
import { emptyPlan, entitiesOf, type MeterConfiguration, type PowerPlan } from './power-plan.ts';
import { gridOf, likelyMeters, siblingsOf, type Evidence } from './power-sensors.ts';
import { isEnergyUnit, isPowerUnit, numberOf } from './units.ts';

type NamedBy = 'configuration' | 'energy_dashboard' | 'found';

const MOST_CANDIDATES = 8;
const plus = (entityId: string): PowerTerm => ({ entity_id: entityId, sign: 1 });
const minus = (entityId: string): PowerTerm => ({ entity_id: entityId, sign: -1 });
const idsOf = (terms: readonly PowerTerm[]) => ({ entity_ids: terms.map((term) => term.entity_id) });

const fault = (...given: Parameters<typeof troubleWith>): ConfigurationError => {
  const trouble = troubleWith(...given);
  return new ConfigurationError(trouble.text, { trouble });
};

/** Throws ConfigurationError where a sensor of the plan is not there or is no power. */
function check(plan: PowerPlan, named_by: NamedBy, evidence: Evidence): PowerPlan {
  const [isRight, quantity, wanted] =
    plan.counters === null ? ([isPowerUnit, 'power', ['W', 'kW']] as const) : ([isEnergyUnit, 'energy', ['kWh', 'Wh']] as const);
  for (const entityId of entitiesOf(plan)) {
    const state = evidence.states.get(entityId);
    const told = { entity_id: entityId, named_by, candidates: likelyMeters(evidence, MOST_CANDIDATES) };
    if (state === undefined) throw fault('no_entity', told);
    const unit = state.attributes['unit_of_measurement'];
    // Without a state it has no unit either: that may come.
    if (isRight(unit) || (unit === undefined && numberOf(state.state) === null)) continue;
    throw typeof unit === 'string' ? fault('wrong_unit', { ...told, unit, quantity, wanted }) : fault('no_unit', { ...told, wanted });
  }
  return plan;
}

/** Solar or a battery whose power is not known makes the grid's power all that can be told. */
const kindOf = (plan: PowerPlan, preferences: EnergyPreferences): PowerPlan['kind'] =>
  (plan.solar.length === 0 && preferences.solar.length > 0) || (plan.battery.length === 0 && preferences.battery.length > 0)
    ? 'net'
    : 'load';

const chosenTerms = (entityId: string | undefined): PowerTerm[] => (entityId === undefined ? [] : [plus(entityId)]);

function configured(configuration: MeterConfiguration, preferences: EnergyPreferences): PowerPlan | null {
  const { entity, phases = [] } = configuration;
  if (entity !== undefined) return { ...emptyPlan, home: [plus(entity)], reasons: [becauseOf('chosen', { entity_ids: [entity] })] };
  const grid = chosenTerms(configuration.grid);
  const parts = {
    solar: chosenTerms(configuration.solar),
    battery: chosenTerms(configuration.battery),
    phases: grid.length > 0 ? [] : phases.map(plus),
  };
  const plan = { ...emptyPlan, ...parts, grid: [...grid, ...parts.phases] };
  const reasons = [becauseOf('chosen', { entity_ids: entitiesOf(plan) })];
  if (plan.grid.length > 0) return { ...plan, kind: kindOf(plan, preferences), reasons };
  if (entitiesOf(plan).length === 0) return null;
  throw fault('no_grid', {});
}

/** The power of all of these; empty where that of one is not known. */
function allPower(sources: readonly EnergySource[], powerOf: (source: EnergySource) => PowerTerm[]): PowerTerm[] {
  const powers = sources.map(powerOf);
  return powers.some((terms) => terms.length === 0) ? [] : powers.flat();
}

/** The one power sensor on the device whose energy is counted. */
function solarOf(source: EnergySource, evidence: Evidence): PowerTerm[] {
  if (source.power.length > 0) return source.power;
  const siblings = siblingsOf(source.energyIn[0] ?? '', evidence);
  return siblings.length === 1 ? siblings.map(plus) : [];
}

/** Adds the parts of the house that the Energy dashboard knows, and says so. */
function withParts(plan: PowerPlan, preferences: EnergyPreferences, evidence: Evidence): PowerPlan {
  const solar = allPower(preferences.solar, (source) => solarOf(source, evidence));
  const battery = allPower(preferences.battery, (source) => source.power);
  const whole = { ...plan, solar, battery };
  if (plan.home.length > 0) return whole;
  if (kindOf(whole, preferences) === 'net') {
    return { ...whole, kind: 'net', reasons: [...plan.reasons, becauseOf('grid_alone', {})] };
  }
  const others = [...solar, ...battery];
  return others.length === 0 ? whole : { ...whole, reasons: [...plan.reasons, becauseOf('parts', idsOf(others))] };
}

function fromPreferences(preferences: EnergyPreferences): PowerPlan | null {
  const grid = preferences.grid.flatMap((source) => source.power);
  const home = allPower(preferences.home, (source) => source.power);
  if (home.length > 0) return { ...emptyPlan, home, grid, reasons: [becauseOf('home', idsOf(home))] };
  if (grid.length === 0) return null;
  return { ...emptyPlan, grid, reasons: [becauseOf('grid', idsOf(grid))] };
}

function fromSiblings(preferences: EnergyPreferences, evidence: Evidence): PowerPlan | null {
  for (const energyId of preferences.grid.flatMap((source) => source.energyIn)) {
    const found = gridOf(siblingsOf(energyId, evidence));
    if (found === null) continue;
    const reasons = [becauseOf('device', { energy_id: energyId, ...idsOf(found.terms) })];
    return { ...emptyPlan, grid: found.terms, phases: found.phases, reasons };
  }
  return null;
}

/** Where nothing measures a power: what the home counts of its energy, of all of it or of what the grid gives and takes. */
function fromCounters(preferences: EnergyPreferences): PowerPlan | null {
  const of = preferences.home.length > 0 ? 'home' : 'grid';
  const [ins, outs] = [preferences[of].flatMap(({ energyIn }) => energyIn), preferences[of].flatMap(({ energyOut }) => energyOut)];
  // A statistic that comes from outside has no entity that counts now.
  if (ins.length === 0 || ![...ins, ...outs].every(isEntity)) return null;
  const terms = [...ins.map(plus), ...outs.map(minus)];
  const plan = { ...emptyPlan, counters: { of, terms } as const, reasons: [becauseOf('counters', idsOf(terms))] };
  if (of === 'home' || preferences.solar.length + preferences.battery.length === 0) return plan;
  return { ...plan, kind: 'net', reasons: [...plan.reasons, becauseOf('grid_alone', {})] };
}

/** How integrations name what measures the whole home in their own unique ids. */
const KNOWN: { platform: string; role: 'grid' | 'home'; plus: RegExp; minus?: RegExp }[] = [
  { platform: 'emporia_vue', role: 'grid', plus: /^sensor\.emporia_vue\.instant\.\d+-1,2,3$/ },
  { platform: 'sense', role: 'home', plus: /-active-usage$/ },
  { platform: 'dsmr', role: 'grid', plus: /_current_electricity_usage$/, minus: /_current_electricity_delivery$/ },
];

/** Platforms whose unique ids are worth to be asked for. */
export const knownPlatforms: readonly string[] = KNOWN.map(({ platform }) => platform);

function fromPlatforms({ registries, uniqueIds }: Evidence): PowerPlan | null {
  for (const { platform, role, ...patterns } of KNOWN) {
    const matching = (pattern: RegExp | undefined) =>
      registries
        .entities()
        .filter((entity) => entity.platform === platform && pattern?.test(uniqueIds.get(entity.entity_id) ?? '') === true)
        .map((entity) => entity.entity_id);
    const [imports, exports] = [matching(patterns.plus), matching(patterns.minus)];
    if (imports.length !== 1 || exports.length > 1) continue;
    const terms = [...imports.map(plus), ...exports.map(minus)];
    return { ...emptyPlan, [role]: terms, reasons: [becauseOf('platform', { platform, ...idsOf(terms) })] };
  }
  return null;
}

const SUN = 'sun.sun';

/** Inverters go off at night, and with them what they say: that is no gap where it is known to be night. */
function withSun(plan: PowerPlan, { states }: Evidence): PowerPlan {
  if (plan.kind === 'net' || plan.home.length > 0 || plan.solar.length === 0 || states.get(SUN) === undefined) return plan;
  return { ...plan, sun: SUN, reasons: [...plan.reasons, becauseOf('night', {})] };
}

/** Throws ConfigurationError that lists what could be meant and says how to choose. */
export function findPower(configuration: MeterConfiguration, preferences: EnergyPreferences, evidence: Evidence): PowerPlan {
  const chosen = configured(configuration, preferences);
  if (chosen !== null) return check(withSun(chosen, evidence), 'configuration', evidence);
  const preferred = fromPreferences(preferences);
  if (preferred !== null) return check(withSun(withParts(preferred, preferences, evidence), evidence), 'energy_dashboard', evidence);
  const found = fromSiblings(preferences, evidence) ?? fromPlatforms(evidence);
  if (found !== null) return check(withSun(withParts(found, preferences, evidence), evidence), 'found', evidence);
  const counted = fromCounters(preferences);
  if (counted !== null) return check(counted, 'energy_dashboard', evidence);
  throw fault('no_meter', { candidates: likelyMeters(evidence, MOST_CANDIDATES) });
}
