import type { LoadContext, Plugin } from '@docusaurus/types';

/** The part of webpack's and rspack's compiler that is used. */
interface Compiler {
  readonly webpack: { readonly sources: { readonly RawSource: new (text: string) => unknown } };
  readonly hooks: {
    readonly thisCompilation: { tap(name: string, hook: (compilation: Compilation) => void): void };
  };
}
interface Compilation {
  readonly hooks: { readonly processAssets: { tap(name: string, hook: () => void): void } };
  emitAsset(name: string, source: unknown): void;
}

const NAME = 'matou-in-a-module-package';

/**
 * Our package.json says `"type": "module"`; Docusaurus counts on CommonJS in two places: its generated files use
 * `require.resolveWeak`, and the bundle that renders the pages is loaded with `require`.
 */
export function inAModulePackage(context: LoadContext): Plugin {
  const generated = {
    test: /\.js$/,
    include: context.generatedFilesDir,
    type: 'javascript/auto',
    resolve: { fullySpecified: false },
  };
  return {
    name: NAME,
    configureWebpack: (_config, isServer) => ({
      module: { rules: [generated] },
      plugins: isServer ? [{ apply: emitCommonJsMarker }] : [],
    }),
  };
}

function emitCommonJsMarker(compiler: Compiler): void {
  compiler.hooks.thisCompilation.tap(NAME, (compilation) => {
    compilation.hooks.processAssets.tap(NAME, () => {
      compilation.emitAsset('package.json', new compiler.webpack.sources.RawSource('{"type":"commonjs"}'));
    });
  });
}
