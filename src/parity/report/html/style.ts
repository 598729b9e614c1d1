/**
 * Style of the report, for light and dark mode. Each verdict has one hue, used for nothing else; data is in the
 * monospaced face, text about it is not.
 */
export const style = `
:root{color-scheme:light dark;--paper:#fbfaf6;--ink:#1c2024;--soft:#626a73;--rule:#dfdcd2;--panel:#f3f1e9;--link:#1d5c8f;
--same:#2b7a63;--explained:#8a5a00;--amber:#d39a31;--different:#c0301c;--failed:#8b2f8e;--left-out:#8b9098;
--sans:"Inter","Segoe UI","Helvetica Neue",system-ui,sans-serif;--serif:"Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L",P052,Georgia,serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e4e2dc;--soft:#98a0a8;--rule:#2d3338;--panel:#1b1f23;--link:#86bdea;
--same:#5fbf9d;--explained:#dfa847;--amber:#dfa847;--different:#ff7d69;--failed:#d48adb;--left-out:#7b838b}}
*{box-sizing:border-box}
html{scroll-padding-top:4rem}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.45 var(--sans)}
main,nav{max-width:84rem;margin:0 auto;padding:0 2rem}
a{color:var(--link);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
code,pre,.number,.rate,.figures b,.grid td{font-family:var(--mono);font-size:.92em;font-variant-numeric:tabular-nums}
small,.soft{color:var(--soft)}
h1,h2{font-family:var(--serif);font-weight:500;letter-spacing:-.01em}
h1{font-size:2.4rem;line-height:1.15;margin:2.2rem 0 .6rem}
h1::before{content:"";display:inline-block;width:.52em;height:.52em;margin-right:.4em;border-radius:50%;background:var(--same)}
h1.exit1::before{background:var(--different);border-radius:0}
h1.exit2::before{background:var(--failed);border-radius:0;transform:rotate(45deg)}
h2{font-size:1.55rem;margin:0 0 .5rem}
section[id]{margin-top:3.2rem;border-top:1px solid var(--ink);padding-top:.9rem}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
h4{font-size:.8rem;font-weight:600;color:var(--soft);margin:1rem 0 .3rem}
header{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--rule)}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;align-items:baseline;padding-top:.7rem;padding-bottom:.7rem}
nav b{margin-right:auto;font-family:var(--mono);font-weight:600}
nav a{color:var(--ink);text-decoration:none}
nav a:hover{text-decoration:underline}
.bar{display:flex;gap:2px;height:.6rem;min-width:4rem}
.bar i{min-width:3px;border-radius:1px}
.overview>.bar{height:1.1rem;margin:1.6rem 0 .7rem}
i.same,.figures .same b::before{background:var(--same)}
i.explained,.figures .explained b::before{background:var(--amber)}
i.different,.figures .different b::before{background:var(--different)}
i.failed,.figures .failed b::before{background:var(--failed)}
i.left-out,.figures .left-out b::before{background:var(--left-out)}
.figures{display:flex;flex-wrap:wrap;gap:.3rem 2.2rem;margin:0 0 1.2rem;padding:0;list-style:none}
.figures b{font-size:1.5rem;font-weight:500}
.figures b::before{content:"";display:inline-block;width:.5em;height:.5em;margin-right:.4em;border-radius:1px}
table{border-collapse:collapse}
th{font-weight:500;text-align:left}
.differences{width:100%}
.differences th{color:var(--soft);font-size:.86em}
.differences td,.differences th{padding:.22rem .8rem .22rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
.differences code{overflow-wrap:anywhere}
.differences .different td:first-child{box-shadow:inset 3px 0 var(--different);padding-left:.6rem}
.differences .explained td:first-child{box-shadow:inset 3px 0 var(--amber);padding-left:.6rem}
.number{text-align:right;white-space:nowrap}
.causes{columns:2 30rem;column-gap:3rem}
.causes article{break-inside:avoid;padding:.7rem 0 .9rem;border-bottom:1px solid var(--rule)}
.causes h3{display:flex;gap:.5rem;align-items:baseline;margin:0;font-family:var(--mono);font-size:1rem}
.causes h3 span{font:500 .76rem var(--sans);color:var(--explained);border:1px solid currentColor;border-radius:2px;padding:0 .35em}
.causes h3 b{margin-left:auto;font-weight:500}
.causes p{margin:.25rem 0 .4rem;max-width:66ch}
.causes ul{margin:0;padding:0;list-style:none;font-size:.9em}
.causes li{display:grid;grid-template-columns:11.5rem 1fr auto;gap:.8rem;padding:.08rem 0}
.causes li b{font-weight:400;color:var(--soft)}
.causes li b::before{content:"×"}
.callers{display:flex;flex-wrap:wrap;gap:.2rem 2.2rem;margin:.6rem 0 1.2rem;padding:0;list-style:none}
.callers b{display:inline-block;width:1.5em;text-align:center;background:var(--ink);color:var(--paper);border-radius:2px;font:600 .86em/1.5 var(--mono)}
.callers span{color:var(--soft)}
.grid{columns:auto calc(19rem + var(--callers)*2.7rem);column-gap:3rem}
.grid table{width:100%;table-layout:fixed;margin-bottom:1.6rem;break-inside:avoid}
.grid .names{width:13.5rem}.grid .rates{width:3.8rem}.grid .one{width:2.7rem}
.grid th,.grid td{padding:.1rem .3rem;height:1.55rem;white-space:nowrap}
.grid thead th{border-bottom:1px solid var(--ink);color:var(--soft);font-size:.86em}
.grid thead .folder{padding-left:0;color:var(--ink);font-size:1em;font-weight:600}
.grid tbody tr{border-bottom:1px solid var(--rule)}
.grid tbody th{padding-left:0;overflow:hidden;text-overflow:ellipsis}
.grid thead th:nth-child(n+3),.grid td:nth-child(n+4){text-align:center}
.grid abbr{text-decoration:none}
.rate{text-align:right}
td.same{background:color-mix(in srgb,var(--same) 20%,transparent)}
td.explained{background:color-mix(in srgb,var(--amber) 30%,transparent)}
td.different{background:var(--different);color:var(--paper)}
td.failed{background:var(--failed);color:var(--paper)}
td.left-out,.never{color:var(--soft)}
.grid .never th{color:var(--soft)}
.grid .never td{font:inherit;font-size:.86em;text-align:left}
.exchange{border-bottom:1px solid var(--rule)}
.exchange>summary{display:grid;grid-template-columns:6.2rem 4.2rem minmax(0,1fr) 12rem 10rem 7rem;gap:.8rem;align-items:baseline;padding:.4rem 0;cursor:pointer;list-style:none}
.exchange>summary::-webkit-details-marker{display:none}
.exchange>summary:hover{background:var(--panel)}
.exchange[open]>summary .asked{white-space:normal;overflow-wrap:anywhere}
.verdict{font-weight:500;color:var(--explained)}
.verdict::before{content:"▸";display:inline-block;width:1.1em;color:var(--soft)}
[open]>summary>.verdict::before{content:"▾"}
.exchange.different .verdict{color:var(--different)}
.id{color:var(--soft)}
.asked{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.who,.count{color:var(--soft);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.count{text-align:right}
.inside{padding:.3rem 0 1.8rem;scroll-margin-top:6.5rem}
.diff{margin-top:1.1rem;border:1px solid var(--rule);font-size:.93em;background:var(--panel)}
.row{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr) 8.5rem}
.row code{padding:0 .7rem;white-space:pre-wrap;overflow-wrap:anywhere;min-height:1.35em;border-right:1px solid var(--rule);line-height:1.5}
.row i[title]{cursor:help}
.row i{padding:0 .6rem;font-style:normal;font-size:.86em;color:var(--soft);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.row.head{border-bottom:1px solid var(--rule)}
.row.head b{padding:.25rem .7rem;font-weight:600;border-right:1px solid var(--rule)}
.row.different code{background:color-mix(in srgb,var(--different) 20%,transparent)}
.row.explained code{background:color-mix(in srgb,var(--amber) 24%,transparent)}
.row.different i{color:var(--different);font-weight:600}
.row.explained i{color:var(--explained)}
.row.different code.none,.row.explained code.none,.row code.none{background:color-mix(in srgb,var(--rule) 55%,transparent)}
.fold{margin:0;color:var(--soft);font-size:.93em}
p.fold,.fold summary{padding:.1rem .7rem;cursor:pointer;border-top:1px dashed var(--rule);border-bottom:1px dashed var(--rule);background:var(--paper)}
p.fold{cursor:auto}
.each summary{margin-top:.8rem;color:var(--soft);cursor:pointer}
.pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2.5rem}
.calls{margin:0;padding-left:1.3rem}
.calls li{padding:.15rem 0;overflow-wrap:anywhere}
.calls .body,.calls small{display:block}
.calls .body{color:var(--soft)}
pre{margin:0 0 .5rem;padding:.5rem .7rem;background:var(--panel);border:1px solid var(--rule);white-space:pre-wrap;overflow-wrap:anywhere;user-select:all}
#rest{padding-bottom:5rem}
@media (max-width:36rem){.grid{columns:1}.grid .names{width:8.5rem}.grid .one{width:auto}.callers li{overflow-wrap:anywhere}}
@media (max-width:60rem){main,nav{padding-left:1rem;padding-right:1rem}h1{font-size:1.8rem}.pair{display:block}
.exchange>summary{grid-template-columns:6.2rem 4.2rem minmax(0,1fr)}.exchange .entry,.exchange .who,.exchange .count{grid-column:3;text-align:left}
.row{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}.row i{grid-column:1/-1}.row i:empty{display:none}.causes li{grid-template-columns:1fr auto}.causes li span:nth-child(2){grid-column:1}}
`;
