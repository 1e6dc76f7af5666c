/** What is wrong with the whole card, above and below its sections. */
import { mdiLanDisconnect } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import { version } from '../../package.json';
import { PROTOCOL } from '../client/protocol.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import './wattribute-notice.ts';

const INSTALL_ADDRESS = 'https://github.com/wattribute/wattribute#readme';

type Options = { host: Host; home: HomeState; isGone: boolean; tryNow: () => void };

export function renderTopNotice(options: Options): TemplateResult | typeof nothing {
  const { home } = options;
  const { status } = home.connection;
  const mayBeReached = status === 'connected' || status === 'lost';
  return mayBeReached && !home.reachable ? renderUnreachable(options) : renderOtherVersion(options);
}

function renderOtherVersion({ host: { localize }, home, isGone }: Options): TemplateResult | typeof nothing {
  const { protocol = PROTOCOL, version: app = '' } = home.health ?? {};
  // The previous version of the wire is still understood.
  const isSpoken = protocol === PROTOCOL || protocol === PROTOCOL - 1;
  if (isSpoken && !isGone) return nothing;
  return html`<wattribute-notice
    kind="warning"
    .heading=${localize('version')}
    .text=${isSpoken ? localize('panel.gone') : localize('version.what', { card: version, app })}
    .action=${localize('version.reload')}
    @notice-action=${() => location.reload()}
  ></wattribute-notice>`;
}

function renderUnreachable({ host: { localize, formats }, home: { answeredMs, retryAtMs }, tryNow }: Options): TemplateResult {
  const known =
    answeredMs === null
      ? localize('unreachable.nothing_known')
      : localize('unreachable.known', { time: formats.time(answeredMs, Date.now()) });
  const seconds = retryAtMs === null ? 0 : Math.ceil((retryAtMs - Date.now()) / 1000);
  const next = seconds > 0 ? localize('unreachable.next', { seconds: formats.number(seconds) }) : localize('unreachable.trying');
  return html`<wattribute-notice
    kind="warning"
    .glyph=${mdiLanDisconnect}
    .heading=${localize('unreachable')}
    .text=${`${known} ${next}`}
    .action=${localize('unreachable.try')}
    @notice-action=${tryNow}
  ></wattribute-notice>`;
}

export const renderAbsent = ({ localize }: Host): TemplateResult =>
  html`<wattribute-notice
    class="below"
    .heading=${localize('absent')}
    .text=${localize('absent.what')}
    .action=${localize('absent.how')}
    @notice-action=${() => window.open(INSTALL_ADDRESS, '_blank', 'noopener')}
  ></wattribute-notice>`;
