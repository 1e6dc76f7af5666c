/** A button with three dots, and the few things that can be done behind it. */
import { mdiDotsVertical } from '@mdi/js';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './base-styles.ts';
import { glyph } from './glyph.ts';

export type MenuItem = { text: string; act: () => void };

const steps: Readonly<Record<string, number | undefined>> = { ArrowDown: 1, ArrowUp: -1 };

@customElement('wattribute-menu')
export class WattributeMenu extends LitElement {
  @property() label = '';
  @property({ attribute: false }) items: readonly MenuItem[] = [];

  override render() {
    return html`<button class="opener" aria-label=${this.label} aria-haspopup="menu" popovertarget="menu" @click=${this.#place}>
        ${glyph(mdiDotsVertical)}
      </button>
      <div id="menu" popover role="menu" aria-label=${this.label} @keydown=${this.#walk} @toggle=${this.#focusFirst}>
        ${this.items.map((item) => html`<button role="menuitem" tabindex="-1" @click=${() => this.#do(item)}>${item.text}</button>`)}
      </div>`;
  }

  get #menu(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('[popover]');
  }

  /** Below the button where there is room, else above; never out of the window. */
  readonly #place = (event: Event) => {
    // The row beneath is not meant.
    event.stopPropagation();
    const menu = this.#menu;
    if (menu === null) return;
    const { top, bottom, left, right } = this.getBoundingClientRect();
    const isMirrored = getComputedStyle(this).direction === 'rtl';
    const hasRoom = bottom + 48 * this.items.length + 16 < innerHeight;
    menu.style.top = hasRoom ? `${bottom}px` : 'auto';
    menu.style.bottom = hasRoom ? 'auto' : `${innerHeight - top}px`;
    menu.style.left = isMirrored ? `${Math.max(8, left)}px` : 'auto';
    menu.style.right = isMirrored ? 'auto' : `${Math.max(8, document.documentElement.clientWidth - right)}px`;
  };

  readonly #focusFirst = (event: Event) => {
    if ((event as ToggleEvent).newState === 'open') this.#menu?.querySelector('button')?.focus();
  };

  override focus() {
    this.renderRoot.querySelector<HTMLElement>('.opener')?.focus();
  }

  /** The focus goes back to the button, from where a dialog that is opened gives it back as well. */
  #close() {
    this.#menu?.hidePopover();
    this.focus();
  }

  #do(item: MenuItem) {
    this.#close();
    item.act();
  }

  readonly #walk = (event: KeyboardEvent) => {
    // What the keys mean to the row beneath is not meant here.
    event.stopPropagation();
    if (event.key === 'Tab' || event.key === 'Escape') this.#close();
    const step = steps[event.key];
    const buttons = [...(this.#menu?.querySelectorAll('button') ?? [])];
    if (step === undefined || buttons.length === 0) return;
    event.preventDefault();
    const at = buttons.findIndex((button) => button.matches(':focus'));
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-block;
      }
      .opener {
        position: relative;
        display: grid;
        place-items: center;
        width: var(--menu-width, 44px);
        height: 44px;
        padding: 0;
        border: 0;
        border-radius: 22px;
        background: none;
        color: var(--soft);
        cursor: pointer;
      }
      .opener::after {
        position: absolute;
        inset-block: 0;
        inset-inline: calc(var(--menu-width, 44px) - 44px) 0;
        content: '';
      }
      .opener:hover {
        background: var(--quiet);
      }
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 4px 0;
        border: 1px solid var(--divider-color);
        border-radius: 12px;
        background: var(--card-background-color);
        color: var(--ink);
        box-shadow: 0 4px 12px rgb(0 0 0 / 24%);
      }
      [role='menuitem'] {
        display: block;
        width: 100%;
        min-height: 48px;
        padding: 0 16px;
        border: 0;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      [role='menuitem']:hover,
      [role='menuitem']:focus-visible {
        background: var(--quiet);
      }
      [role='menuitem']:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-menu': WattributeMenu;
  }
}
