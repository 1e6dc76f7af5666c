/** A stand-in for Home Assistant's card, where there is none: the frame and the header. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

@customElement('ha-card')
export class HaCard extends LitElement {
  @property() header = '';

  override render() {
    return html`${this.header === '' ? nothing : html`<h1>${this.header}</h1>`}<slot></slot>`;
  }

  static override styles = css`
    :host {
      display: block;
      position: relative;
      border: 1px solid var(--divider-color);
      border-radius: var(--ha-card-border-radius, 12px);
      background: var(--ha-card-background, var(--card-background-color));
      color: var(--primary-text-color);
    }
    h1 {
      margin: 0;
      padding: 12px 16px 16px;
      font-size: 24px;
      font-weight: 400;
      line-height: 48px;
      letter-spacing: -0.012em;
    }
  `;
}
