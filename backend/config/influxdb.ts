/** What the settings of InfluxDB mean together. */

export type InfluxdbSettings = {
  url: string;
  token: string;
  database: string;
  takeover: boolean;
  retention?: { raw_days: number; days: number };
};

/** A sentence for each fault: what InfluxDB cannot do without, and what is set without its address. */
export function checkInfluxdb(isSet: (name: string) => boolean, wantsRetention: boolean): string[] {
  if (!isSet('influxdb_url')) {
    const alone = ['influxdb_token', 'influxdb_token_file', 'influxdb_bucket', 'influxdb_retention'].filter(isSet).join(', ');
    return alone === '' ? [] : [`influxdb_url: it is missing, while ${alone} is set; an address like "http://influxdb:8181" is wanted`];
  }
  const faults: string[] = [];
  if (!isSet('influxdb_token') && !isSet('influxdb_token_file'))
    faults.push('influxdb_token: InfluxDB needs it; set INFLUXDB_TOKEN or INFLUXDB_TOKEN_FILE');
  if (!isSet('influxdb_bucket')) faults.push('influxdb_bucket: the name of a database in InfluxDB is wanted, like "home"');
  if (wantsRetention && !isSet('retention_raw_days'))
    faults.push(
      'influxdb_retention: after how long InfluxDB deletes readings is not said; set RETENTION_RAW_DAYS, and RETENTION_DAYS for all else',
    );
  return faults;
}

type Settings = {
  influxdb_url?: string | undefined;
  influxdb_token?: string | undefined;
  influxdb_bucket?: string | undefined;
  influxdb_retention: boolean;
  home_id_takeover: boolean;
};
/** Infinity: for ever. */
type Kept = { retention_raw_days: number; retention_days: number };

/** Undefined where the embedded database is the store. */
export function influxdbOf(settings: Settings, { retention_raw_days, retention_days }: Kept): InfluxdbSettings | undefined {
  const { influxdb_url, influxdb_token, influxdb_bucket, influxdb_retention, home_id_takeover } = settings;
  if (influxdb_url === undefined || influxdb_token === undefined || influxdb_bucket === undefined) return undefined;
  return {
    ...{ url: influxdb_url, token: influxdb_token, database: influxdb_bucket, takeover: home_id_takeover },
    ...(influxdb_retention && { retention: { raw_days: retention_raw_days, days: retention_days } }),
  };
}
