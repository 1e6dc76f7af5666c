/** The attributes of an entity that scale what it draws. */
import type { ScalingAttributes } from '../contract/state-change.ts';

type Attributes = Readonly<Record<string, unknown>>;

const NUMBERS = ['brightness', 'percentage', 'current_position', 'color_temp_kelvin'] as const;

const numbersOf = (attributes: Attributes): ScalingAttributes => {
  const known: ScalingAttributes = {};
  for (const name of NUMBERS) {
    const value = attributes[name];
    if (typeof value === 'number' && Number.isFinite(value)) known[name] = value;
  }
  return known;
};

/** Longer texts are no modes. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined;

/** Only these: never a power or an energy, which some switches carry in their attributes. */
export function pickScalingAttributes(attributes: Attributes): ScalingAttributes {
  const action = textOf(attributes['hvac_action']) ?? textOf(attributes['action']);
  const mode = textOf(attributes['preset_mode']) ?? textOf(attributes['operation_mode']) ?? textOf(attributes['mode']);
  const members = membersOf(attributes);
  return {
    ...numbersOf(attributes),
    ...(action !== undefined && { hvac_action: action }),
    ...(mode !== undefined && { mode }),
    ...(members !== undefined && { members }),
  };
}

/** The entities that a group switches. */
function membersOf(attributes: Attributes): string[] | undefined {
  const members = attributes['entity_id'];
  if (!Array.isArray(members)) return undefined;
  const ids = members.filter((member: unknown): member is string => typeof member === 'string');
  return ids.length > 0 ? ids : undefined;
}

/** Whether two are the same. Membership of a group is no change of its power. */
export const isSameScale = (a: ScalingAttributes, b: ScalingAttributes): boolean =>
  [...NUMBERS, 'hvac_action' as const, 'mode' as const].every((name) => a[name] === b[name]);
