/**
 * The DOM's types where the importing program knows them (`"lib": ["dom"]`), else `any`: a program
 * without them can check what imports this library by its path.
 *
 * @module
 */

/** An element. */
export type Element = Dom<"Element">;
/** A document. */
export type Document = Dom<"Document">;
/** An element of an SVG drawing. */
export type SVGElement = Dom<"SVGElement">;
/** A whole SVG drawing. */
export type SVGSVGElement = Dom<"SVGSVGElement">;

type Dom<Name extends string> = typeof globalThis extends Record<Name, { prototype: infer Type }>
  ? Type
  // deno-lint-ignore no-explicit-any -- there is no type to name
  : any;
