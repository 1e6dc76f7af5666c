/** The backend's own page: the theme, the elements that Home Assistant would bring, and the page itself. */
import './theme.ts';
import './ha-card.ts';
import './ha-icon.ts';
import './wattribute-page.ts';
