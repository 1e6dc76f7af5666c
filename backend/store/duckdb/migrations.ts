/** The schema of the file, as the ordered steps that lead to it. A step that was released never changes; a new version is a new step at the end. */

const version1 = `
CREATE TABLE store_identity (mode VARCHAR NOT NULL);
CREATE TABLE facts (home_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, key VARCHAR NOT NULL, value VARCHAR NOT NULL);
CREATE TABLE smart_meter (
  home_id VARCHAR NOT NULL, time_ms BIGINT NOT NULL, meter_id VARCHAR NOT NULL, meter_type VARCHAR NOT NULL, meter_source VARCHAR NOT NULL,
  total_power_w DOUBLE, daily_kwh DOUBLE, grid_w DOUBLE, solar_w DOUBLE, battery_w DOUBLE, phase_1_w DOUBLE, phase_2_w DOUBLE, phase_3_w DOUBLE);
CREATE TABLE smart_meter_circuit (
  home_id VARCHAR NOT NULL, time_ms BIGINT NOT NULL, meter_id VARCHAR NOT NULL, meter_type VARCHAR NOT NULL,
  circuit_id VARCHAR NOT NULL, circuit_name VARCHAR NOT NULL, power_w DOUBLE, percentage DOUBLE);
CREATE TABLE home_assistant_events (
  home_id VARCHAR NOT NULL, time_ms BIGINT NOT NULL, entity_id VARCHAR NOT NULL, domain VARCHAR NOT NULL,
  state_value VARCHAR NOT NULL, previous_state VARCHAR NOT NULL,
  brightness DOUBLE, percentage DOUBLE, current_position DOUBLE, hvac_action VARCHAR, mode VARCHAR, color_temp_kelvin DOUBLE, members VARCHAR,
  weather_temp DOUBLE, context_id VARCHAR, context_parent_id VARCHAR, context_user_id VARCHAR, cause_kind VARCHAR NOT NULL, cause_name VARCHAR);
CREATE TABLE event_energy_correlation (
  home_id VARCHAR NOT NULL, time_ms BIGINT NOT NULL, entity_id VARCHAR NOT NULL, domain VARCHAR NOT NULL,
  state VARCHAR NOT NULL, previous_state VARCHAR NOT NULL, previous_level DOUBLE, level DOUBLE, meter_id VARCHAR NOT NULL,
  power_before_w DOUBLE NOT NULL, power_after_w DOUBLE NOT NULL, power_delta_w DOUBLE NOT NULL, power_delta_pct DOUBLE, interval_w DOUBLE,
  confidence DOUBLE NOT NULL, shared_with VARCHAR NOT NULL, source VARCHAR NOT NULL, cause_kind VARCHAR NOT NULL, cause_name VARCHAR);
CREATE TABLE smart_meter_hour (
  home_id VARCHAR NOT NULL, time_ms BIGINT NOT NULL, meter_id VARCHAR NOT NULL, mean_w DOUBLE, max_w DOUBLE, energy_kwh DOUBLE NOT NULL);
CREATE TABLE entity_energy_hour (
  home_id VARCHAR NOT NULL, time_ms BIGINT NOT NULL, entity_id VARCHAR NOT NULL,
  energy_kwh DOUBLE, on_s DOUBLE NOT NULL, cost DOUBLE, provenance VARCHAR NOT NULL);
CREATE TABLE unexplained_step (
  home_id VARCHAR NOT NULL, time_ms BIGINT NOT NULL, end_ms BIGINT, power_w DOUBLE NOT NULL, pattern_id VARCHAR);
`;

/** What waits to be sent to another database, how far each measurement was sent, and what that database refuses. */
const version2 = `
CREATE TABLE outbox (seq BIGINT NOT NULL, measurement VARCHAR NOT NULL, time_ms BIGINT NOT NULL, key VARCHAR NOT NULL, line VARCHAR NOT NULL, queued_ms BIGINT NOT NULL);
CREATE TABLE outbox_cursor (measurement VARCHAR NOT NULL, seq BIGINT NOT NULL);
CREATE TABLE dead_letter (parked_ms BIGINT NOT NULL, measurement VARCHAR NOT NULL, time_ms BIGINT NOT NULL, line VARCHAR NOT NULL, reason VARCHAR NOT NULL);
`;

/** Days that are summed up hour by hour; `lasts`: the readings of that day were deleted since. */
const version3 = `
CREATE TABLE summed_day (home_id VARCHAR NOT NULL, day_ms BIGINT NOT NULL, lasts BOOLEAN NOT NULL);
CREATE TABLE power_hour (
  home_id VARCHAR NOT NULL, time_ms BIGINT NOT NULL, meter_id VARCHAR NOT NULL,
  sum_w DOUBLE, known DOUBLE NOT NULL, min_w DOUBLE, max_w DOUBLE, last_ms BIGINT NOT NULL, known_ms BIGINT);
CREATE TABLE circuit_hour (
  home_id VARCHAR NOT NULL, time_ms BIGINT NOT NULL, meter_id VARCHAR NOT NULL, circuit_id VARCHAR NOT NULL, circuit_name VARCHAR NOT NULL,
  sum_w DOUBLE, known_w DOUBLE NOT NULL, sum_percentage DOUBLE, known_percentage DOUBLE NOT NULL);
`;

/** What waits to be sent is several lines a row; what was sent is left behind. */
const version4 = `
ALTER TABLE outbox RENAME TO outbox_by_line;
CREATE TABLE outbox (
  seq BIGINT NOT NULL, measurement VARCHAR NOT NULL, rows BIGINT NOT NULL, first_time_ms BIGINT NOT NULL, lines VARCHAR NOT NULL, queued_ms BIGINT NOT NULL);
INSERT INTO outbox SELECT seq, measurement, 1, time_ms, line, queued_ms FROM outbox_by_line ANTI JOIN outbox_cursor
  ON outbox_cursor.measurement = outbox_by_line.measurement AND outbox_cursor.seq >= outbox_by_line.seq ORDER BY seq;
DROP TABLE outbox_by_line;
`;

/** `revision`: of a day that was summed up twice the higher counts, also elsewhere. `unmade`: rows of it came since. */
const version5 = `
ALTER TABLE summed_day ADD COLUMN revision BIGINT DEFAULT 0;
ALTER TABLE summed_day ADD COLUMN unmade BOOLEAN DEFAULT false;
UPDATE summed_day SET revision = epoch_ms(now());
`;

/** Step n leads from version n to version n + 1. */
export const MIGRATIONS: readonly string[] = [version1, version2, version3, version4, version5];
