/** What each device draws and costs, measured and learned together. Fires `device-opened` with the entity. */
import { mdiChevronDown, mdiChevronUp, mdiTimerSandEmpty } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Device, Devices } from '../../backend/contract/device.ts';
import { announce } from '../elements/announce.ts';
import { baseStyles, textures } from '../elements/base-styles.ts';
import { glyph } from '../elements/glyph.ts';
import { SectionElement } from '../elements/section-element.ts';
import '../elements/wattribute-segmented.ts';
import { deviceStyles } from './device-styles.ts';
import { deviceTableStyles } from './device-table-styles.ts';
import { groupDevices, weightOf, type GroupName, type Period } from './group-devices.ts';
import { renderDevice } from './render-device.ts';
import { renderGroup } from './render-group.ts';
import { meterStyles, renderMeter } from './render-meter.ts';
import { dismiss, slowMeterText, wasDismissed } from './slow-meter.ts';

/** Shown at first. */
const FIRST_ROWS = 8;
/** Shorter groups are open. */
const SHORT = 3;
const days: Readonly<Record<Period, number>> = { today: 1, week: 7 };

@customElement('wattribute-devices')
export class WattributeDevices extends SectionElement {
  /** Whether a device can be opened. */
  @property({ type: Boolean }) openable = false;
  @state() private period: Period = 'week';
  @state() private showsAll = false;
  @state() private isDismissed = false;
  /** What was opened or closed by hand. */
  @state() private toggled: ReadonlyMap<GroupName, boolean> = new Map();

  protected override get heading() {
    return this.host.localize('devices');
  }

  protected override get needed() {
    return this.home.devices;
  }

  protected override renderReady(): TemplateResult {
    const { localize } = this.host;
    const answer = this.home.devices.value;
    const isEmpty = answer === null || answer.devices.length === 0;
    return html`<wattribute-panel .heading=${this.heading} ?single=${this.single}>
      ${
        isEmpty
          ? nothing
          : html`<wattribute-segmented
              slot="actions"
              .label=${localize('devices.period')}
              .segments=${[
                { value: days.today, label: localize('devices.today') },
                { value: days.week, label: localize('devices.week') },
              ]}
              .value=${days[this.period]}
              @segment-selected=${this.#choosePeriod}
            ></wattribute-segmented>`
      }
      ${this.#renderSlowMeter()} ${isEmpty ? html`<p>${localize('devices.none')}</p>` : this.#renderDevices(answer)}
      ${renderMeter(this.home.meter.value, { host: this.host, now: this.now })}
    </wattribute-panel>`;
  }

  #renderSlowMeter(): TemplateResult | typeof nothing {
    const meter = this.home.meter.value;
    if (meter === null || this.isDismissed || wasDismissed(meter)) return nothing;
    const words = slowMeterText(meter, this.host);
    if (words === null) return nothing;
    const put = () => {
      dismiss(meter);
      this.isDismissed = true;
    };
    return html`<wattribute-notice
      .glyph=${mdiTimerSandEmpty}
      .heading=${words.heading}
      .text=${words.text}
      .action=${this.host.localize('devices.dismiss')}
      @notice-action=${put}
    ></wattribute-notice>`;
  }

  #renderDevices(answer: Devices): TemplateResult {
    const { known, groups } = groupDevices(answer.devices, this.period);
    return html`${known.length === 0 ? html`<p>${this.host.localize('devices.none')}</p>` : this.#renderKnown(known, answer)}
    ${groups.map((group) => {
      const isOpen = this.toggled.get(group.name) ?? group.devices.length <= SHORT;
      const toggle = () => (this.toggled = new Map([...this.toggled, [group.name, !isOpen]]));
      return renderGroup(group, { host: this.host, meter: this.home.meter.value, isOpen, toggle, open: this.#open });
    })}`;
  }

  #renderKnown(known: readonly Device[], { currency, price }: Devices): TemplateResult {
    const { host, period, now } = this;
    const most = Math.max(0, ...known.map((device) => weightOf(device, period)));
    const options = { host, currency: currency ?? host.currency, now, period, most, open: this.#open };
    return html`${this.#renderHead()}
      <ul class="devices">
        ${repeat(
          this.showsAll ? known : known.slice(0, FIRST_ROWS),
          ({ entity_id }) => entity_id,
          (device) => renderDevice(device, options),
        )}
      </ul>
      <div class="more">${this.#renderMore(known.length)}<span class="soft small">${this.#priceText(price, options.currency)}</span></div>`;
  }

  /** For the eye: each row says the same in words. */
  #renderHead(): TemplateResult {
    const { localize } = this.host;
    return html`<div class="device head" aria-hidden="true">
      <span></span><span>${localize('correlations.device')}</span><span>${localize('devices.draws')}</span>
      <span class="end">${localize('devices.standby')}</span><span class="end">${localize('devices.today')}</span
      ><span class="end">${localize('devices.week')}</span><span></span>
    </div>`;
  }

  #renderMore(count: number): TemplateResult {
    if (count <= FIRST_ROWS) return html`<span></span>`;
    const { localize } = this.host;
    return html`<button class="text" aria-expanded=${this.showsAll ? 'true' : 'false'} @click=${() => (this.showsAll = !this.showsAll)}>
      ${this.showsAll ? localize('devices.show_fewer') : localize('correlations.show_all', { count })}
      ${glyph(this.showsAll ? mdiChevronUp : mdiChevronDown, 20)}
    </button>`;
  }

  #priceText(price: number | null, currency: string | null): string {
    const { formats, localize } = this.host;
    return price === null ? localize('devices.no_price') : localize('devices.price', { price: formats.money(price, currency) });
  }

  get #open() {
    return this.openable ? this.#announce : null;
  }

  readonly #announce = (entityId: string) => announce(this, 'device-opened', entityId);

  readonly #choosePeriod = ({ detail }: CustomEvent<number>) => {
    this.period = detail === days.today ? 'today' : 'week';
  };

  static override styles = [baseStyles, textures, deviceStyles, deviceTableStyles, meterStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-devices': WattributeDevices;
  }
}
