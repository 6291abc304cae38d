/**
 * The DOM's types where the importing program knows them (`"lib": ["dom"]`), else `any`: a program
 * without them can check what imports this library by its path.
 */

/** An element. */
export type Element = Dom<"Element">;
/** An element of an HTML page. */
export type HTMLElement = Dom<"HTMLElement">;
/** An input of a form. */
export type HTMLInputElement = Dom<"HTMLInputElement">;
/** What a mouse did. */
export type MouseEvent = Dom<"MouseEvent">;
/** What a wheel did. */
export type WheelEvent = Dom<"WheelEvent">;
/** What a finger, pen or mouse did. */
export type PointerEvent = Dom<"PointerEvent">;
/** What a key did. */
export type KeyboardEvent = Dom<"KeyboardEvent">;
/** What is drawn on. */
export type CanvasRenderingContext2D = Dom<"CanvasRenderingContext2D">;
/** The global names of a page. */
export type Page = typeof globalThis extends { document: unknown } ? typeof globalThis
  // deno-lint-ignore no-explicit-any -- there is no type to name
  : any;
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
