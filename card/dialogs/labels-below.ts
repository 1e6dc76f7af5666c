/** The words below a small chart. */
import { css, html, type TemplateResult } from 'lit';

/** Below its beginning and its end. */
export const renderEnds = (from: string, to: string): TemplateResult =>
  html`<div class="labels ends"><span>${from}</span><span>${to}</span></div>`;

export const labelStyles = css`
  .labels {
    height: 18px;
    color: var(--soft);
    font-size: 12px;
    line-height: 18px;
  }
  .ends {
    display: flex;
    justify-content: space-between;
  }
`;
