// The look of a profile's page, light and dark: colours as variables, so that pictures follow the reader's choice.

/** Rules after those of every report page. */
export const PROFILE_STYLE = `
:root { --ink: #1b1f24; --paper: #ffffff; --card: #f6f8fa; --line: #d8dee4; --faint: #5c6670; --arith: #d55e00; --memory: #0072b2; --good: #009e73; --mark: #fff4ce; --mark-line: #e0b400; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0f1419; --card: #171d24; --line: #313a44; --faint: #9aa6b2; --arith: #ff9a4d; --memory: #58b4f0; --good: #3ecf9f; --mark: #3a3113; --mark-line: #8a7414; } }
body { color: var(--ink); background: var(--paper); max-width: 88rem; } h2 { border-color: var(--line); } .muted { color: var(--faint); }
.notice { background: var(--mark); border-color: var(--mark-line); } code, pre { background: var(--card); } svg { background: none; fill: var(--ink); }
th, td { border-color: var(--line); } thead th { border-color: var(--faint); position: sticky; top: 0; background: var(--paper); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .8rem; margin: 1rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; } .tile b { display: block; font-size: 1.55rem; font-weight: 600; font-variant-numeric: tabular-nums; } .tile span { color: var(--faint); font-size: .85rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem; margin: .8rem 0; }
.bar { display: flex; height: 2.2rem; border-radius: .4rem; overflow: hidden; } .bar span { min-width: 1px; } .key { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: .7rem 0 0; padding: 0; list-style: none; font-size: .88rem; } .key i { display: inline-block; width: .75rem; height: .75rem; border-radius: .2rem; margin-right: .4rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 0 2rem; }
table { font-variant-numeric: tabular-nums; font-size: .88rem; } td.name { max-width: 26rem; overflow: hidden; text-overflow: ellipsis; } th:first-child, td:first-child { text-align: left; } th button { font: inherit; font-weight: 600; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; } th[aria-sort=descending] button::after { content: " ▾"; } th[aria-sort=ascending] button::after { content: " ▴"; }
tr:hover td { background: var(--card); } td .meter { display: inline-block; width: 4.5rem; height: .55rem; border-radius: .3rem; background: var(--line); margin-right: .4rem; vertical-align: middle; } td .meter i { display: block; height: 100%; border-radius: .3rem; } .arithmetic { color: var(--arith); } .memory { color: var(--memory); } .meter .arithmetic { background: var(--arith); } .meter .memory { background: var(--memory); }
input[type=search], input[type=range] { font: inherit; accent-color: var(--memory); } input[type=search] { padding: .3rem .6rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--paper); color: var(--ink); min-width: 18rem; }
.controls { display: flex; align-items: center; gap: .8rem; flex-wrap: wrap; color: var(--faint); font-size: .88rem; }
.axis { fill: var(--faint); } .grid { stroke: var(--line); } .roof { fill: none; stroke-width: 2; } .dot { stroke: var(--paper); stroke-width: 1; fill-opacity: .8; } a:hover .dot, a:focus .dot { fill-opacity: 1; stroke: var(--ink); stroke-width: 2; } rect.piece { stroke: var(--paper); stroke-width: .3; } rect.piece:hover { stroke: var(--ink); stroke-width: 1.5; }
.scroll:has(table[data-sortable]) { max-height: 42rem; overflow: auto; border-bottom: 1px solid var(--line); } td a { text-decoration: none; } td a:hover { text-decoration: underline; } .wide svg { display: block; width: 100%; max-width: none; } a { color: var(--memory); }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .4rem 0; background: var(--card); } summary { padding: .45rem .8rem; cursor: pointer; overflow-wrap: anywhere; } summary span { color: var(--faint); font-size: .85rem; margin-left: .6rem; } pre { margin: 0; padding: .8rem; overflow-x: auto; font: 12px/1.45 ui-monospace, monospace; border-top: 1px solid var(--line); tab-size: 2; }
`;
