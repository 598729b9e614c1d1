/** Follows the reader's light or dark scheme. Data is in monospace. */
export const style = `
:root{color-scheme:light dark;--paper:#fbfaf6;--ink:#1c2024;--soft:#5c646d;--rule:#dfdcd2;--link:#1d5c8f;--good:#2b7a63;--bad:#c0301c}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e4e2dc;--soft:#98a0a8;--rule:#2d3338;--link:#86bdea;--good:#5fbf9d;--bad:#ff7d69}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
main,nav{max-width:84rem;margin:0 auto;padding:0 2rem}
main{padding-bottom:4rem}
header{border-bottom:1px solid var(--rule)}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;padding-top:.7rem;padding-bottom:.7rem}
nav b{margin-right:auto}
a{color:var(--link);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
h1{font-size:2rem;font-weight:500;margin:2rem 0 .4rem}
h1::before{content:"";display:inline-block;width:.5em;height:.5em;margin-right:.4em;border-radius:50%;background:var(--good)}
h1.bad::before{background:var(--bad);border-radius:0}
h2{font-size:1.4rem;font-weight:500;margin:2.6rem 0 .4rem}
h3{font-size:1rem;margin:1.8rem 0 .2rem}
p{max-width:74ch;margin:.3rem 0}
.soft,th{color:var(--soft)}
.warn{border-left:3px solid var(--bad);padding-left:.7rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin-top:.5rem}
th{font-weight:500;text-align:left}
td,th{padding:.25rem 1rem .25rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
code,td.number{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.92em}
th.number,td.number{text-align:right;white-space:nowrap}
code{display:block}
code,.time{white-space:nowrap}
#map code{white-space:normal}
`;
