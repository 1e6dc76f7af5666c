// Two bundles: the card that Home Assistant loads (a thin file, and beside it what it needs), and the page that the backend serves.
import * as icons from '@mdi/js';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';
import { minify as minifyScript } from 'terser';
import ts from 'typescript';

/** Packages whose files do nothing when they are imported; what is not used of them is left out. */
const pure = /node_modules\/(custom-card-helpers|tslib|@formatjs|@mdi|lit|@lit|lit-html|lit-element)\//;
/** These register themselves when they are imported. */
const registering = /node_modules\/(lit|lit-html|lit-element|@lit\/reactive-element)\//;

const scriptOptions = {
  module: true,
  ecma: 2020,
  compress: { passes: 3, unsafe_arrows: true, pure_getters: true },
  format: { comments: false },
};
const minify = {
  name: 'minify',
  async renderChunk(code, chunk) {
    // The file of all icons is data alone: minifying it takes longer than all else, and gains nothing.
    if (chunk.name === 'mdi') return null;
    const minified = await minifyScript(code, scriptOptions);
    // Line breaks are left only in templates, where HTML and CSS take them for a space.
    return { code: minified.code.replace(/\n\s*/g, ' '), map: null };
  },
};

/** Styles lie in templates, where a minifier of JavaScript leaves them as they are. Those that hold expressions stay. */
const minifyStyles = {
  name: 'minify-styles',
  async transform(code, id) {
    if (!id.endsWith('.ts')) return null;
    const styles = [...code.matchAll(/(?<=\bcss`)[^`$]+(?=`)/g)];
    const minified = await Promise.all(styles.map(([style]) => transform(style, { loader: 'css', minify: true })));
    return {
      code: styles.reduceRight(
        (all, { index, 0: { length } }, i) => all.slice(0, index) + minified[i].code.trim() + all.slice(index + length),
        code,
      ),
      map: null,
    };
  },
};

/** TypeScript itself, since others make something longer of decorators beside private members. */
const transpile = {
  name: 'transpile',
  transform: (code, id) => (id.endsWith('.ts') ? { code: ts.transpileModule(code, { compilerOptions }).outputText, map: null } : null),
};
const compilerOptions = {
  target: 'ES2022',
  module: 'ESNext',
  experimentalDecorators: true,
  useDefineForClassFields: false,
  importHelpers: true,
};

/** Each file gets the icons that it names, and only those: as a module of the bundle all of them would lie in one file. */
const inlineIcons = {
  name: 'inline-icons',
  transform: (code, id) =>
    id.endsWith('.ts')
      ? {
          code: code.replace(/import \{([^}]*)\} from '@mdi\/js';/g, (_, names) =>
            names
              .match(/mdi\w+/g)
              .map(constOf)
              .join(''),
          ),
          map: null,
        }
      : null,
};
const constOf = (name) => `const ${name} = ${JSON.stringify(icons[name])};`;

const plugins = () => [
  inlineIcons,
  minifyStyles,
  transpile,
  // Lit has other files for developers, which are chosen unless this is said.
  nodeResolve({ browser: true, exportConditions: ['production'], extensions: ['.mjs', '.js', '.ts', '.json'] }),
  json({ compact: true, preferConst: true }),
  minify,
];

/** `main` is what all of it shares: its address never changes for the same content, while the entry's has the release in it. */
const bundle = (input, dir, entry, main) => ({
  input: { [entry]: input },
  output: {
    dir,
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: `${entry}-[name]-[hash].js`,
    hoistTransitiveImports: false,
    // What the chart shares with the lists: a file each would only cost more.
    manualChunks: { main: [main, 'lit/directives/repeat.js', ...shared] },
  },
  plugins: plugins(),
  treeshake: { unknownGlobalSideEffects: false, moduleSideEffects: (id) => registering.test(id) || !pure.test(id) },
  onwarn(warning, warn) {
    // What the bundle needs and does not hold would fail only in the browser.
    if (warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message);
    if (warning.code !== 'THIS_IS_UNDEFINED' && warning.code !== 'CIRCULAR_DEPENDENCY') warn(warning);
  },
});

const shared = ['wattribute-segmented', 'range-text', 'pattern-text', 'class-names', 'worth-showing'].map(
  (name) => `card/elements/${name}.ts`,
);

export const card = bundle('card/index.ts', 'dist/card', 'wattribute-card', 'card/wattribute-card.ts');
export const page = bundle('card/page/index.ts', 'dist/card/page', 'wattribute-page', 'card/page/wattribute-page.ts');

export default [card, page];
