/** What scales power, out of the attributes in a row of a history. */
import { ScalingAttributes } from '../contract/state-change.ts';
import * as v from 'valibot';

/** Home Assistant's words for a mode, in the order in which they are asked. */
const MODES = ['preset_mode', 'mode'];

/**
 * The attributes that scale power, out of those that the row has; a row without any, or with text that is no JSON, has none.
 *
 * @example
 * scalingAttributesOf('{"brightness": 128, "friendly_name": "Lamp"}'); // { brightness: 128 }
 */
export function scalingAttributesOf(text: string | null): ScalingAttributes {
  const told = parseObject(text);
  const mode = MODES.map((name) => told[name]).find((value) => typeof value === 'string');
  const candidates = { ...told, mode, members: told.entity_id };
  const known: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(ScalingAttributes.entries)) {
    const value = candidates[name as keyof typeof candidates];
    if (value !== undefined && value !== null && v.is(schema, value)) known[name] = value;
  }
  return v.parse(ScalingAttributes, known);
}

function parseObject(text: string | null): Record<string, unknown> {
  if (text === null || text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Attributes are optional: a row without readable ones still has its state.
    return {};
  }
}
