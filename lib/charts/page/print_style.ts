/**
 * What keeps tables and code whole on a sheet of paper, which does not scroll: lines break where
 * they must, the more columns the smaller the type, and of very many the cells break too.
 *
 * @param scope Of the selectors, a blank at its end; must outweigh the page's own
 */
export function printStyle(scope = ""): string {
  return `${scope}pre { white-space: pre-wrap !important; overflow-wrap: anywhere; }
  ${scope}table { table-layout: auto; max-width: 100%; }
  ${scope}th, ${scope}td { padding: 2px 4px; font-size: 10px; }
  ${scope}tr:has(> :nth-child(9)) > * { font-size: 8px; padding: 1px 2px; }
  ${scope}tr:has(> :nth-child(13)) > * { font-size: 6px; overflow-wrap: anywhere; }
  ${scope}h1, ${scope}h2, ${scope}h3 { break-after: avoid; }`;
}
