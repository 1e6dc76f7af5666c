/** What the sections of the card have in common: what they are given, and that each one loads and fails alone. */
import { html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { didAnswer } from '../client/did-answer.ts';
import type { Failure, Loadable } from '../client/loadable.ts';
import type { CardConfig } from '../config.ts';
import { nothingKnown, type HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { failureText } from './failure-text.ts';
import type { PanelStatus } from './wattribute-panel.ts';
import './wattribute-panel.ts';

export abstract class SectionElement extends LitElement {
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) config!: CardConfig;
  @property({ attribute: false }) home: HomeState = nothingKnown;
  /** The time by the backend's clock, ms. */
  @property({ type: Number }) now = 0;
  @property({ type: Boolean, reflect: true }) single = false;

  protected abstract readonly heading: string;
  /** What this section cannot be shown without. */
  protected abstract get needed(): Loadable<unknown>;
  /** The panel with its content; asked only when what is needed is known. */
  protected abstract renderReady(): TemplateResult;

  override render(): TemplateResult {
    const { needed } = this;
    // What was known stays, unless the backend answered that it cannot tell.
    const isRefused = needed.status === 'failed' && (this.home.reachable || didAnswer(needed.failure));
    if (isRefused) return this.#renderFailed(this.#wordsOf(needed.failure));
    if (needed.value === null) return this.#renderPanel('loading');
    try {
      return this.renderReady();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return this.#renderFailed(this.host.localize('panel.broken', { message }));
    }
  }

  #wordsOf(failure: Failure): string {
    const { localize } = this.host;
    const message = failureText(failure, localize).replace(/\.(?=\u2069?$)/, '');
    return failure.status === null ? `${message}.` : localize('panel.failed_answer', { status: failure.status, message });
  }

  #renderFailed(words: string): TemplateResult {
    return this.#renderPanel('failed', words);
  }

  #renderPanel(status: PanelStatus, failureText = ''): TemplateResult {
    const { localize } = this.host;
    return html`<wattribute-panel
      .heading=${this.heading}
      .status=${status}
      .loadingText=${localize('loading')}
      .failure=${localize('panel.failed', { panel: this.heading })}
      .failureText=${failureText}
      .retryText=${localize('try_again')}
      ?single=${this.single}
    ></wattribute-panel>`;
  }
}
