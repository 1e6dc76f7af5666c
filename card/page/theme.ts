/** The values of Home Assistant's default theme, light or dark as the browser asks for, unless `data-theme` says which. */
export const lightTheme = `
  --primary-background-color: #fafafa;
  --text-primary-color: #fff;
  --card-background-color: #fff;
  --primary-text-color: #141414;
  --secondary-text-color: #5e5e5e;
  --divider-color: #0000001f;
  --primary-color: #009ac7;
  --error-color: #db4437;
  --warning-color: #ffa600;
  --success-color: #43a047;
  --info-color: #039be5;
  --state-icon-color: #44739e;
  --state-active-color: #ffc107;
  --energy-grid-consumption-color: #488fc2;
  --energy-grid-return-color: #8353d1;
  --energy-solar-color: #ff9800;
  --energy-battery-in-color: #f06292;
  --energy-battery-out-color: #4db6ac;
  --ha-color-fill-primary-normal-resting: #dff3fc;
  --ha-color-form-background: #f3f3f3;
  --ha-color-on-warning-normal: #9d3800;
  color-scheme: light;
`;
/** What differs in the dark. */
export const darkTheme = `
  --primary-background-color: #111;
  --card-background-color: #1c1c1c;
  --primary-text-color: #e1e1e1;
  --secondary-text-color: #9b9b9b;
  --divider-color: #e1e1e11f;
  --energy-grid-return-color: #a280db;
  --ha-color-fill-primary-normal-resting: #002e3e;
  --ha-color-form-background: #363636;
  --ha-color-on-warning-normal: #f36d00;
  color-scheme: dark;
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :root { ${lightTheme} }
  @media (prefers-color-scheme: dark) { :root:not([data-theme='light']) { ${darkTheme} } }
  :root[data-theme='dark'] { ${darkTheme} }
  body {
    margin: 0;
    background: var(--primary-background-color);
    color: var(--primary-text-color);
    font: 400 14px/20px 'Roboto Variable', Roboto, 'Noto Sans', system-ui, Arrows, sans-serif;
    -webkit-font-smoothing: antialiased;
  }
`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
