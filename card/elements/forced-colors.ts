/** Where the reader chose all colours, what is drawn wears them too. */
import { css } from 'lit';

export const forcedColors = css`
  @media (forced-colors: active) {
    :host {
      --energy-grid-consumption-color: LinkText;
      --primary-text-color: CanvasText;
      --secondary-text-color: CanvasText;
      --state-icon-color: CanvasText;
      --card-background-color: Canvas;
      --ha-card-background: Canvas;
      --primary-color: Highlight;
      --text-primary-color: HighlightText;
      --ha-color-fill-primary-normal-resting: Highlight;
      --on-fill: HighlightText;
    }
  }
`;
