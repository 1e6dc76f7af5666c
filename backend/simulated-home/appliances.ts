/** What stands in the simulated home: its entities with what each of them draws, and the loads that no entity tells of. */
import type { ScalingAttributes } from '../contract/state-change.ts';
import { cycling, dimmed, fanned, heldWarm, inStages, steady, wavering, type Profile } from './profile.ts';

/** What a device does: its state, with the attributes that scale its power. */
export type Pose = { state: string; attributes: ScalingAttributes };

export type Appliance = {
  entity_id: string;
  name: string;
  icon: string;
  area: string;
  device_class: string | null;
  /** circuit_id; null: untracked. */
  circuit: string | null;
  /** How it is when nobody has touched it; it then draws nothing beyond what is always on. */
  rest: Pose;
  profile: Profile;
};

const OFF: Pose = { state: 'off', attributes: {} };

type Place = { area: string; circuit?: string; device_class?: string };
const device = (entity_id: string, name: string, icon: string, place: Place, profile: Profile, rest = OFF): Appliance => ({
  entity_id,
  name,
  icon: `mdi:${icon}`,
  area: place.area,
  device_class: place.device_class ?? null,
  circuit: place.circuit ?? null,
  rest,
  profile,
});
const lamp = (id: string, name: string, icon: string, area: string, full_w: number) =>
  device(`light.${id}`, name, icon, { area, circuit: 'lighting' }, dimmed(full_w));

const kitchen = { area: 'Kitchen', circuit: 'kitchen' };
const office = { area: 'Office', circuit: 'office' };
const heating = { area: 'Utility room', circuit: 'heating' };
const washing = { area: 'Utility room', circuit: 'washing_machine' };
const drying = { area: 'Utility room', circuit: 'tumble_dryer' };
const blinds = (area: string) => ({ area, device_class: 'blind' });
const closed: Pose = { state: 'closed', attributes: { current_position: 0 } };

/** Seconds and watts: fill, heat, turn to and fro, pump, rinse, spin. */
const WASH = [
  [150, 14],
  [1080, 1960],
  [1500, 165],
  [90, 45],
  [900, 140],
  [90, 48],
  [700, 390],
] as const;

export const appliances: readonly Appliance[] = [
  device('switch.kettle', 'Kettle', 'kettle', kitchen, steady(2050)),
  device(
    'switch.coffee_machine',
    'Coffee machine',
    'coffee-maker',
    kitchen,
    heldWarm({ power_w: 1250, rest_w: 4, first_s: 55, on_s: 8, off_s: 150 }),
  ),
  device('switch.oven', 'Oven', 'stove', kitchen, heldWarm({ power_w: 2400, rest_w: 35, first_s: 520, on_s: 75, off_s: 110 })),
  device('media_player.kitchen_radio', 'Kitchen radio', 'radio', kitchen, steady(13)),
  device('switch.washing_machine', 'Washing machine', 'washing-machine', washing, inStages(WASH)),
  device(
    'switch.tumble_dryer',
    'Tumble dryer',
    'tumble-dryer',
    drying,
    inStages([
      [4, 171],
      [3300, 1930],
      [420, 175],
    ]),
  ),
  device('switch.dehumidifier', 'Dehumidifier', 'air-humidifier', { area: 'Utility room', circuit: 'utility_room' }, steady(310)),
  device(
    'climate.heat_pump',
    'Heat pump',
    'heat-pump',
    heating,
    inStages([
      [4, 540],
      [4, 690],
      [0, 780],
    ]),
    { state: 'heat', attributes: { hvac_action: 'idle' } },
  ),
  device('switch.circulation_pump', 'Circulation pump', 'pump', heating, steady(45)),
  device(
    'media_player.television',
    'Television',
    'television',
    { area: 'Living room', device_class: 'tv' },
    inStages([
      [3, 62],
      [0, 110],
    ]),
  ),
  device('media_player.soundbar', 'Soundbar', 'soundbar', { area: 'Living room', device_class: 'speaker' }, steady(24)),
  device(
    'switch.desk',
    'Desk',
    'desktop-tower',
    { area: 'Office', circuit: 'desk' },
    wavering({ power_w: 140, spread_w: 9, every_s: 240 }),
  ),
  device(
    'switch.laser_printer',
    'Laser printer',
    'printer',
    office,
    heldWarm({ power_w: 620, rest_w: 9, first_s: 18, on_s: 3, off_s: 70 }),
  ),
  lamp('desk_lamp', 'Desk lamp', 'desk-lamp', 'Office', 24),
  lamp('kitchen_lights', 'Kitchen lights', 'ceiling-light', 'Kitchen', 42),
  lamp('dining_table', 'Dining table', 'lightbulb', 'Kitchen', 32),
  lamp('floor_lamp', 'Floor lamp', 'floor-lamp', 'Living room', 60),
  lamp('window_lights', 'Window lights', 'string-lights', 'Living room', 12),
  lamp('hall_lamp', 'Hall lamp', 'ceiling-light-outline', 'Hall', 41),
  lamp('bathroom_mirror', 'Bathroom mirror', 'mirror-rectangle', 'Bathroom', 18),
  lamp('bedroom_lamp', 'Bedroom lamp', 'lamp', 'Bedroom', 8),
  lamp('garden_lights', 'Garden lights', 'outdoor-lamp', 'Garden', 36),
  device('fan.bathroom', 'Bathroom fan', 'fan', { area: 'Bathroom' }, steady(22)),
  device('fan.bedroom', 'Bedroom fan', 'ceiling-fan', { area: 'Bedroom' }, fanned(48)),
  device('cover.living_room', 'Living room blinds', 'blinds', blinds('Living room'), steady(160), closed),
  device('cover.bedroom', 'Bedroom blinds', 'blinds', blinds('Bedroom'), steady(135), closed),
  device('switch.guest_mode', 'Guest mode', 'account-multiple', { area: 'Hall' }, steady(0)),
  device('switch.kids_wifi', 'Kids Wi-Fi', 'wifi', { area: 'Hall' }, steady(0)),
  device('switch.motion_alerts', 'Motion alerts', 'motion-sensor', { area: 'Garden' }, steady(0)),
];

/** Loads that nothing in the home tells of. */
export const silentLoads: readonly { name: string; circuit: string | null; profile: Profile }[] = [
  { name: 'fridge', circuit: 'kitchen', profile: cycling({ period_min: 50, on_min: 18, start_w: 112, power_w: 95 }) },
  { name: 'freezer', circuit: 'freezer', profile: cycling({ period_min: 68, on_min: 26, start_w: 98, power_w: 82 }) },
  { name: 'network storage', circuit: 'office', profile: wavering({ power_w: 18, spread_w: 2.5, every_s: 300 }) },
];

/** Always on, W by circuit: routers, clocks, things on standby. */
export const alwaysOn: readonly { circuit: string | null; power_w: number }[] = [
  { circuit: 'kitchen', power_w: 16 },
  { circuit: 'utility_room', power_w: 12 },
  { circuit: 'heating', power_w: 21 },
  { circuit: 'office', power_w: 38 },
  { circuit: null, power_w: 97 },
];
