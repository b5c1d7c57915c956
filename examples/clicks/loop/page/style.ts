/** The page's look: light and dark as the reader has it, one column that fits a phone. */
export const style = `
:root { color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --ink: #1c2127; --soft: #59636e; --line: #dfe3e8; --tick: #9aa4ae;
  --measured: #0b62b8; --estimated: #b06000; --bad: #c22f2f; --good: #177245; --world: #6b3fa0;
  --v1: #4f7cac; --v2: #8d99a6; --v3: #2a9d78; --v4: #c77dba; --v5: #d1603d; --v6: #b59b2c;
  --s0: #e9edf1; --s1: #ffd58a; --s2: #f7a23b; --s3: #dd6423; --s4: #a8281c; }
@media (prefers-color-scheme: dark) { :root {
  --page: #14171b; --card: #1d2126; --ink: #e8ebee; --soft: #a2acb7; --line: #343b43; --tick: #66717c;
  --measured: #6cb2ff; --estimated: #f0a64a; --bad: #ff7b72; --good: #56c58b; --world: #bf9bf0;
  --v1: #5b8fc7; --v2: #7d8893; --v3: #35b58c; --v4: #c583ba; --v5: #e07a58; --v6: #c9b045;
  --s0: #2b3138; --s1: #6b4a12; --s2: #a8660f; --s3: #dd7a2a; --s4: #ff9a6b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 820px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 8px; } h2 { font-size: 1.1rem; margin: 0 0 8px; }
p { margin: 0 0 12px; } .soft, .key, time { color: var(--soft); } .key { font-size: 0.85rem; margin: 8px 0 0; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; margin-top: 16px; }
svg { width: 100%; height: auto; display: block; } svg.narrow { display: none; }
@media (max-width: 560px) { svg.wide { display: none; } svg.narrow { display: block; } section { padding: 12px; } }
text { font: 12px system-ui, sans-serif; fill: var(--ink); } text.small { font-size: 11.5px; fill: var(--soft); }
.grid { stroke: var(--line); } .tick { stroke: var(--tick); }
.bound { stroke: var(--bad); stroke-dasharray: 2 3; } text.bound-name { fill: var(--bad); }
.line { fill: none; stroke-width: 2; } .line.measured { stroke: var(--measured); }
.line.estimated { stroke: var(--estimated); stroke-dasharray: 5 3; }
.band { opacity: 0.18; } .band.measured, .dot.measured { fill: var(--measured); }
.band.estimated, .dot.estimated { fill: var(--estimated); }
.span rect { fill: var(--v2); } .span text { fill: var(--card); font-size: 11.5px; font-weight: 600; }
.span.firing rect { fill: var(--bad); }
.swatch { display: inline-block; width: 22px; height: 3px; vertical-align: middle; background: var(--measured); }
.swatch.estimated { background: repeating-linear-gradient(90deg, var(--estimated) 0 5px, transparent 5px 8px); }
.swatch.box { width: 12px; height: 12px; border-radius: 3px; margin-left: 6px; }
.v1 rect, .fill.v1 { fill: var(--v1); background: var(--v1); } .v2 rect, .fill.v2 { fill: var(--v2); background: var(--v2); }
.v3 rect, .fill.v3 { fill: var(--v3); background: var(--v3); } .v4 rect, .fill.v4 { fill: var(--v4); background: var(--v4); }
.v5 rect, .fill.v5 { fill: var(--v5); background: var(--v5); } .v6 rect, .fill.v6 { fill: var(--v6); background: var(--v6); }
.shade0 { fill: var(--s0); background: var(--s0); } .shade1 { fill: var(--s1); background: var(--s1); }
.shade2 { fill: var(--s2); background: var(--s2); } .shade3 { fill: var(--s3); background: var(--s3); }
.shade4 { fill: var(--s4); background: var(--s4); }
.moment line { stroke: var(--mark); opacity: 0.45; } .moment circle { fill: var(--mark); }
.moment text { fill: var(--card); font-size: 10px; font-weight: 700; }
.moment, .number { --mark: var(--soft); } .world { --mark: var(--world); } .alert { --mark: var(--bad); }
.deployed, .rollout { --mark: var(--good); } .retrained { --mark: var(--measured); }
ol { list-style: none; margin: 0; padding: 0; } li { display: grid; grid-template-columns: 28px 1fr; padding: 6px 0; }
li + li { border-top: 1px solid var(--line); } li time { font-size: 0.85rem; display: block; }
.number { width: 20px; height: 20px; border-radius: 50%; background: var(--mark); color: var(--card); font-size: 0.75rem;
  font-weight: 700; text-align: center; line-height: 20px; margin-top: 3px; }
.yes, .no { font-weight: 700; } .yes { color: var(--good); } .no { color: var(--bad); } strong { display: block; }
`;
