/** The circuits of the simulated home that have a sensor of their own. What lies on none of them is untracked. */

export type SimulatedCircuit = {
  circuit_id: string;
  circuit_name: string;
  /** The power sensor of a plug; null: a circuit of the fuse box. */
  entity_id: string | null;
  /** circuit_id of the circuit that this one is part of; it stands before its parts. */
  parent: string | null;
};

const circuit = (circuit_id: string, circuit_name: string, parent: string | null = null): SimulatedCircuit => ({
  circuit_id,
  circuit_name,
  entity_id: null,
  parent,
});
const plug = (circuit_id: string, circuit_name: string, parent: string): SimulatedCircuit => ({
  ...circuit(circuit_id, circuit_name, parent),
  entity_id: `sensor.${circuit_id}_power`,
});

export const circuits: readonly SimulatedCircuit[] = [
  circuit('kitchen', 'Kitchen'),
  circuit('utility_room', 'Utility room'),
  circuit('tumble_dryer', 'Tumble dryer', 'utility_room'),
  plug('washing_machine', 'Washing machine', 'utility_room'),
  plug('freezer', 'Freezer', 'utility_room'),
  circuit('heating', 'Heating'),
  circuit('office', 'Office'),
  plug('desk', 'Desk', 'office'),
  circuit('lighting', 'Lighting'),
];

/** The places in `circuits` of this circuit and of all that it is part of; none where it is null. */
export function pathOf(circuitId: string | null): number[] {
  const index = circuits.findIndex(({ circuit_id }) => circuit_id === circuitId);
  return index === -1 ? [] : [index, ...pathOf(circuits[index]?.parent ?? null)];
}
