/** A row of the ledger: what it perhaps is, its size and rhythm, what it uses, and what can be done about it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Pattern } from '../../backend/contract/unexplained.ts';
import { guessIcon, guessText, rhythmText } from '../elements/pattern-text.ts';
import type { MenuItem } from '../elements/wattribute-menu.ts';
import type { Host } from '../host/host.ts';
import type { OnceStep } from './ledger-rows.ts';

type Cells = { icon: string | null; name: string; what: string; cost: string; energy: string; menu?: TemplateResult; below: unknown };

const UNKNOWN = 'mdi:help-circle-outline';

const renderCells = ({ icon, name, what, cost, energy, menu, below }: Cells): TemplateResult =>
  html`<li>
    <span class="circle"><ha-icon .icon=${icon ?? UNKNOWN} aria-hidden="true"></ha-icon></span>
    <span class="who"><span class="strong">${name}</span><br /><span class="soft small">${what}</span></span>
    <span class="used"
      ><span class="number strong">${cost === '' ? energy : cost}</span
      >${cost === '' ? nothing : html`<br /><span class="number soft small">${energy}</span>`}</span
    >
    ${menu ?? html`<span></span>`}
    <div class="below">${below}</div>
  </li>`;

/** As a heading of its own: with a capital. */
const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

const nameOfPattern = ({ name, guess }: Pattern, host: Host): string =>
  name ?? capital(guessText(guess, host) ?? host.localize('ledger.no_guess'));

type PatternOptions = {
  host: Host;
  currency: string | null;
  /** None for those who may not change things. */
  items: readonly MenuItem[];
  below: unknown;
};

export function renderPattern(pattern: Pattern, { host, currency, items, below }: PatternOptions): TemplateResult {
  const { formats, localize } = host;
  const { energy_kwh_per_day: kwh, cost_per_day: cost } = pattern;
  return renderCells({
    icon: guessIcon(pattern.guess),
    name: nameOfPattern(pattern, host),
    what: rhythmText(pattern, '', host),
    cost: cost === null ? '' : formats.money(cost, currency),
    energy: kwh === null ? '' : localize('ledger.a_day', { energy: formats.energy(kwh) }),
    ...(items.length > 0 && {
      menu: html`<wattribute-menu .label=${localize('more')} .items=${items}></wattribute-menu>`,
    }),
    below,
  });
}

type OnceOptions = { host: Host; now: number; currency: string | null; price: number | null; show: () => void };

export function renderOnce({ step, energy_kwh }: OnceStep, { host, now, currency, price, show }: OnceOptions): TemplateResult {
  const { formats, localize } = host;
  const startMs = Date.parse(step.start);
  const duration_s = step.end === null ? null : (Date.parse(step.end) - startMs) / 1000;
  const watts = formats.watts(step.power_w);
  return renderCells({
    icon: null,
    name: localize('ledger.once', { time: formats.time(startMs, now) }),
    what: rhythmText({ power_w: step.power_w, duration_s, period_s: null }, watts, host),
    cost: price === null || energy_kwh === null ? '' : formats.money(price * energy_kwh, currency),
    energy: energy_kwh === null ? '' : formats.energy(energy_kwh),
    below: html`<button class="action" @click=${show}>${localize('ledger.show')}</button>`,
  });
}
