/**
 * What the `hassio` integration of Home Assistant reads at its start. Its client refuses an answer that lacks a field, so every field is there; the
 * values are those of an idle, healthy, up-to-date machine.
 */
type Fields = Record<string, unknown>;

const each = (value: unknown, names: readonly string[]): Fields => Object.fromEntries(names.map((name) => [name, value]));
const nothing = (...names: string[]) => each(null, names);
const no = (...names: string[]) => each(false, names);
const none = (...names: string[]) => each([], names);

export const HOME_ASSISTANT_VERSION = '2026.11.0';
const current = { version: HOME_ASSISTANT_VERSION, version_latest: HOME_ASSISTANT_VERSION, update_available: false };
const stats = {
  ...each(0, ['cpu_percent', 'memory_usage', 'memory_percent', 'network_rx', 'network_tx', 'blk_read', 'blk_write']),
  memory_limit: 1,
};

export type App = {
  slug: string;
  /** As the app is reached by Home Assistant and by other apps. */
  hostname: string;
  port: number;
  state: 'started' | 'stopped';
};

/** What lists of apps show. */
export const summaryOf = ({ slug, state }: App): Fields => ({
  ...no('advanced', 'build', 'icon', 'logo', 'update_available', 'detached'),
  ...nothing('homeassistant', 'url'),
  ...{ available: true, description: 'Wattribute', name: 'Wattribute', repository: 'local', stage: 'stable' },
  ...{ version: '0.1.0', version_latest: '0.1.0', slug, state },
});

/** Everything about an app: `/addons/<slug>/info` and `/addons/self/info`. */
export const infoOf = (app: App, ingressToken: string): Fields => ({
  ...summaryOf(app),
  ...no(
    'documentation',
    'auth_api',
    'docker_api',
    'full_access',
    'host_network',
    'host_pid',
    'signed',
    'hassio_api',
    'host_ipc',
    'host_uts',
  ),
  ...no('host_dbus', 'changelog', 'stdin', 'gpio', 'usb', 'uart', 'kernel_modules', 'devicetree', 'udev', 'video', 'audio', 'auto_update'),
  ...no('watchdog', 'system_managed'),
  ...nothing('long_description', 'schema', 'network', 'network_description', 'webui', 'audio_input', 'audio_output'),
  ...nothing('system_managed_config_entry'),
  ...none('dns', 'machine', 'privileged', 'devices', 'services'),
  ...{
    apparmor: 'profile',
    arch: ['aarch64', 'amd64'],
    boot: 'auto',
    boot_config: 'auto',
    hassio_role: 'default',
    homeassistant_api: true,
  },
  ...{ hostname: app.hostname, ingress: true, ingress_entry: '/', ingress_panel: true, ingress_port: app.port },
  ...{ ingress_url: `/api/hassio_ingress/${ingressToken}/`, ip_address: '172.30.33.2', options: {}, discovery: ['wattribute'] },
  ...{ protected: true, rating: 8, startup: 'services', translations: {} },
});

/** The answers to GET that are the same for every test. */
export const machine: Record<string, Fields> = {
  '/info': {
    ...{ supervisor: current.version, homeassistant: current.version, hassos: '17.0', docker: '29.0.0', hostname: 'homeassistant' },
    ...{ features: [], operating_system: 'Home Assistant OS 17.0', machine: 'generic-x86-64', machine_id: null, arch: 'amd64' },
    ...{ state: 'running', supported_arch: ['amd64'], supported: true, channel: 'stable', logging: 'info', timezone: 'UTC' },
  },
  '/core/info': {
    ...current,
    ...{ machine: 'generic-x86-64', ip_address: '172.30.32.1', arch: 'amd64', image: 'core', boot: true, port: 8123, ssl: false },
    ...{ watchdog: true, backups_exclude_database: false, duplicate_log_file: false },
    ...nothing('audio_input', 'audio_output'),
  },
  '/supervisor/info': {
    ...current,
    ...{ channel: 'stable', arch: 'amd64', supported: true, healthy: true, ip_address: '172.30.32.2', timezone: 'UTC', logging: 'info' },
    ...no('debug', 'debug_block', 'diagnostics', 'auto_update', 'detect_blocking_io'),
    ...{ country: null, feature_flags: {} },
  },
  '/os/info': {
    ...{ version: '17.0', version_latest: '17.0', update_available: false, boot_slots: {} },
    ...nothing('version_pending', 'board', 'boot', 'data_disk'),
  },
  '/host/info': {
    ...{ disk_free: 9, disk_total: 10, disk_used: 1, features: [], hostname: 'homeassistant' },
    ...nothing('agent_version', 'apparmor_version', 'chassis', 'virtualization', 'cpe', 'deployment', 'disk_life_time', 'llmnr_hostname'),
    ...nothing('kernel', 'operating_system', 'timezone', 'dt_utc', 'dt_synchronized', 'use_ntp', 'startup_time', 'boot_timestamp'),
    ...nothing('broadcast_llmnr', 'broadcast_mdns'),
  },
  '/network/info': {
    ...{ interfaces: [], host_internet: null, supervisor_internet: false },
    docker: { interface: 'hassio', address: '172.30.32.0/23', gateway: '172.30.32.1', dns: '172.30.32.3' },
  },
  '/store': none('addons', 'repositories'),
  '/mounts': { default_backup_mount: null, mounts: [] },
  '/jobs/info': none('ignore_conditions', 'jobs'),
  '/resolution/info': none('suggestions', 'unsupported', 'unhealthy', 'issues', 'checks'),
  '/available_updates': none('available_updates'),
  '/backups': none('backups'),
  '/core/stats': stats,
  '/supervisor/stats': stats,
  '/supervisor/ping': {},
};

/** What Home Assistant tells or asks for, and is only listened to. */
export const HEARD = [
  ...['/supervisor/options', '/core/options', '/core/restart', '/core/stop', '/reload_updates', '/refresh_updates', '/store/reload'],
];
