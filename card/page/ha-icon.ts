/** A stand-in for Home Assistant's icon, where there is none: common icons at once, all others when the first of them is asked for. */
import { mdiBookmark } from '@mdi/js';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { commonIcons } from './common-icons.ts';

type Paths = Readonly<Record<string, unknown>>;

/** "mdi:tumble-dryer" is exported as mdiTumbleDryer. */
const exportOf = (icon: string): string =>
  `mdi${icon
    .replace(/^[a-z]+:/, '')
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;

async function findPath(icon: string): Promise<string> {
  const name = exportOf(icon);
  const known = commonIcons[name];
  if (known !== undefined) return known;
  const all: Paths = icon.startsWith('mdi:') ? await import('@mdi/js') : {};
  const path = all[name];
  return typeof path === 'string' ? path : mdiBookmark;
}

@customElement('ha-icon')
export class HaIcon extends LitElement {
  @property() icon = '';
  @state() private path = '';

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('icon') && this.icon !== '') void this.#load(this.icon);
  }

  override render() {
    if (this.path === '') return nothing;
    return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${this.path} fill="currentColor"></path></svg>`;
  }

  async #load(icon: string) {
    const path = await findPath(icon).catch(() => mdiBookmark);
    if (icon === this.icon) this.path = path;
  }

  static override styles = css`
    :host {
      display: inline-block;
      width: var(--mdc-icon-size, 24px);
      height: var(--mdc-icon-size, 24px);
    }
    svg {
      display: block;
    }
  `;
}
