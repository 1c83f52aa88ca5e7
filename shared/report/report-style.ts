/** Light by default and on paper; dark only on a screen that asks for it. No character in it needs escaping. */
export const REPORT_STYLE = `
:root{color-scheme:light;--ink:#242424;--quiet:#5c5c5c;--line:#dcdcda;--ground:#fff;--band:#f5f5f4;--link:#0f548c;
--good:#0b6a0b;--warning:#8a5100;--bad:#b10e1c;--none:#616161;--info:#0f548c;
--good-ground:#f1f8f1;--warning-ground:#fff7ea;--bad-ground:#fdf2f3;--none-ground:#f5f5f4}
*{box-sizing:border-box}
html{font:1rem/1.5 'Segoe UI',system-ui,-apple-system,'Helvetica Neue',Arial,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0;font-size:.875rem;color:var(--ink);background:var(--ground)}
main{max-width:72rem;margin:0 auto;padding:1.5rem clamp(1rem,4vw,2.5rem) 4rem}
h1,h2,h3,h4,p,dl,dd,ol,ul{margin:0;padding:0}
p,dd,td,th,h1,h3,li,summary{overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.3;font-weight:600;display:flex;gap:.75rem}
h1 .mark{flex:none;width:1.75rem;height:1.75rem;margin-top:.1rem}
h2{font-size:1.2rem;font-weight:600;margin-bottom:.75rem}
h3{font-size:.95rem;font-weight:600}
.chapter h3{margin-top:1.25rem}
h4{font-size:.8125rem;font-weight:600;margin:.9rem 0 .25rem}
a{color:var(--link)}
.quiet{color:var(--quiet);font-weight:400}
p.quiet{margin-bottom:.6rem}
.scroll+p.quiet,.facts+ul{margin-top:.6rem}
code,pre{font-family:ui-monospace,'Cascadia Mono',Consolas,'DejaVu Sans Mono',monospace;font-size:.78rem}
code{overflow-wrap:anywhere}
.mark{width:1em;height:1em;vertical-align:-.125em;flex:none}
.verdict{border:1px solid var(--tone);border-left-width:.5rem;border-radius:.375rem;padding:1.1rem 1.4rem 1.25rem;background:var(--tint)}
.verdict.good,li.good,.chain.good{--tone:var(--good);--tint:var(--good-ground)}
.verdict.warning,li.warning,.finding.warning{--tone:var(--warning);--tint:var(--warning-ground)}
.verdict.bad,li.bad,.finding.bad,.chain.bad{--tone:var(--bad);--tint:var(--bad-ground)}
.verdict.none,li.none,li.open{--tone:var(--none);--tint:var(--none-ground)}
.finding.info,.chain.info{--tone:var(--info);--tint:var(--ground)}
.kind{color:var(--quiet);margin-bottom:.35rem}
.remedy{margin:.75rem 0 0;font-size:1rem;max-width:60rem}
.verdict .facts{margin-top:1rem;padding-top:.9rem;border-top:1px solid var(--line)}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1rem 0 0}
.chapter{margin-top:2.25rem;padding-top:1.25rem;border-top:1px solid var(--line)}
.facts div{display:grid;grid-template-columns:minmax(7rem,11rem) minmax(0,1fr);gap:0 1rem;padding:.15rem 0}
.facts dt{color:var(--quiet)}
.plain{list-style:none}
.chapter ul{margin:.25rem 0 .5rem;padding-left:1.1rem}
.chapter .facts ul{margin:0}
.chapter ul.plain{padding:0}
.steps{list-style:none}
.steps li{display:grid;grid-template-columns:1.25rem 1.25rem minmax(0,1fr) auto 5.5rem;gap:0 .6rem;align-items:baseline;padding:.55rem 0;border-top:1px solid var(--line)}
.steps li:first-child{border-top:0}
.steps .mark{width:1.1rem;height:1.1rem;align-self:start;margin-top:.15rem}
.steps h3{margin:0}
.steps .number{font-weight:600;text-align:right}
.steps .state{color:var(--tone);font-weight:600}
.steps .took{text-align:right;white-space:nowrap;color:var(--quiet);font-variant-numeric:tabular-nums}
.finding,.chain{border:1px solid var(--line);border-left:.3rem solid var(--tone);border-radius:.25rem;padding:.8rem 1.1rem .9rem;margin-top:.9rem}
.chapter .finding h3,.chapter .chain h3{margin:0;font-size:1.05rem;display:flex;gap:.5rem}
.finding h3 .mark,.chain h3 .mark{margin-top:.25rem}
.chain ol{list-style:none}
.chain li{border-top:1px solid var(--line);margin-top:.6rem;padding-top:.6rem}
.problems{color:var(--bad)}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.8125rem;line-height:1.4}
th,td{text-align:left;vertical-align:top;padding:.3rem .7rem .3rem 0;border-bottom:1px solid var(--line)}
thead th{color:var(--quiet);font-weight:600;white-space:nowrap;overflow-wrap:normal;border-bottom:1px solid var(--quiet)}
tbody th{font-weight:400}
th .quiet,td .quiet{display:block}
.figure{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.exchanges{min-width:54rem}
.exchanges th:nth-child(-n+2),.exchanges th:nth-child(7),.times th:nth-child(2),.times th:nth-child(3){text-align:right}
.exchanges td:nth-child(3){min-width:5.6em}
.exchanges td:nth-child(5),.exchanges td:nth-child(6){min-width:11rem}
.exchanges .note td{background:var(--band)}
.exchanges .bad td{background:var(--bad-ground)}
.outcome{white-space:nowrap}
.exchanges tr:target td,.message:has(:target) summary{background:var(--warning-ground);box-shadow:inset 0 2px var(--link),inset 0 -2px var(--link)}
.bar{width:45%;min-width:8rem}
.bar svg{display:block;width:100%;height:.7rem;margin-top:.2rem}
.ladder{table-layout:fixed}
.ladder td{padding:0;border:0}
.ladder svg{display:block;overflow:visible}
.message{border-bottom:1px solid var(--line)}
.message summary{padding:.3rem 0;cursor:pointer}
.message summary .number{display:inline-block;min-width:2.2rem;text-align:right;padding-right:.5rem;color:var(--quiet);font-variant-numeric:tabular-nums}
.message .answer{color:var(--quiet)}
.message>div{padding-left:1.25rem}
.message p{margin:.5rem 0}
pre{margin:.25rem 0 .5rem;padding:.6rem .8rem;background:var(--band);border:1px solid var(--line);border-radius:.25rem;white-space:pre-wrap;overflow-wrap:anywhere;max-height:40rem;overflow:auto}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.comparison h2{margin-bottom:.75rem}
.comparison table{margin-bottom:.5rem}
.comparison .runs{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.15rem 1rem;margin:.5rem 0}
.comparison dt,.comparison .note{color:var(--quiet)}
.comparison tr.telling th,.comparison tr.telling td{font-weight:600}
@media (max-width:40rem){
.facts div{grid-template-columns:1fr}
.steps li{grid-template-columns:1.25rem 1.25rem minmax(0,1fr) auto}
.steps .state{grid-column:3}.steps .took{grid-column:4}
.verdict{padding:.9rem 1rem}}
@media screen and (prefers-color-scheme:dark){
:root{color-scheme:dark;--ink:#f0f0f0;--quiet:#b4b4b4;--line:#454545;--ground:#1f1f1f;--band:#292929;--link:#7ab8f5;
--good:#6ccb6c;--warning:#f2b35a;--bad:#f58e96;--none:#b4b4b4;--info:#7ab8f5;
--good-ground:#1d2a1d;--warning-ground:#33291a;--bad-ground:#33201f;--none-ground:#292929}
.l-ink{fill:var(--ink)}.l-quiet{fill:var(--quiet)}.l-ground{fill:var(--ground)}.l-band{fill:var(--band)}.l-line{stroke:var(--line)}
.l-good{fill:var(--good)}.l-warning{fill:var(--warning)}.l-bad{fill:var(--bad)}.l-none{fill:var(--none)}.l-open,.l-info{fill:var(--info)}
.l-cut{stroke:var(--ground)}
.l-a-ink{fill:var(--ink);stroke:var(--ink)}.l-a-quiet{fill:var(--quiet);stroke:var(--quiet)}
.l-a-good{fill:var(--good);stroke:var(--good)}.l-a-warning{fill:var(--warning);stroke:var(--warning)}
.l-a-bad{fill:var(--bad);stroke:var(--bad)}.l-a-none{fill:var(--none);stroke:var(--none)}.l-a-open{fill:var(--info);stroke:var(--info)}
.l-note-info,.l-note-open,.l-note-none{fill:var(--band)}.l-note-warning{fill:var(--warning-ground)}.l-note-bad{fill:var(--bad-ground)}}
@page{margin:15mm 13mm 17mm}
@media print{
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:9.5pt}
main{max-width:none;padding:0}
nav,.onscreen,.message:not([open]),#messages:not(:has([open])){display:none}
a{color:inherit;text-decoration:none}
h1{font-size:15pt}h2{font-size:12.5pt}h3,.chapter .finding h3,.chapter .chain h3{font-size:10.5pt}
.remedy{font-size:10.5pt}
table{font-size:8.5pt}
.chapter{margin-top:6mm;padding-top:4mm}
h2,h3,h4,.heading,.chapter>.quiet:not(:last-child),.finding>p,.chain>p{break-after:avoid}
p,li{orphans:3;widows:3}
tr,.verdict,.steps li,.facts div,.chain li,summary,.finding,.chain>p,.chain h3,#times,#environment,#about{break-inside:avoid}
.chain ol,.chain li:first-child,.chain li:last-child{break-before:avoid}
thead{display:table-header-group}
.scroll{overflow:visible}
.exchanges{min-width:0}
.exchanges{font-size:8pt;table-layout:fixed}
.exchanges th,.exchanges td{padding-right:.45rem}
.exchanges th:nth-child(1){width:4.5%}.exchanges th:nth-child(2){width:7%}.exchanges th:nth-child(3){width:8%}
.exchanges th:nth-child(4){width:21.5%}.exchanges th:nth-child(5){width:26%}.exchanges th:nth-child(7){width:7.5%}.exchanges th:nth-child(8){width:8.5%}
.ladder{width:100%!important}
.ladder svg{width:100%;height:auto}
pre{max-height:none;overflow:visible;font-size:7.5pt}}
`;
