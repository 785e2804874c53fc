/** Of the HTML report: black on white, because it is printed and mailed. */
export const styles = `
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1f2328; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px; }
h2 { font-size: 19px; margin: 40px 0 12px; padding-bottom: 6px; border-bottom: 1px solid #d0d7de; }
p, ul { margin: 0 0 12px; overflow-wrap: anywhere; }
.facts { color: #57606a; }
.facts span + span::before { content: "· "; }
.table { overflow-x: auto; margin: 0 0 16px; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 4px 14px 4px 0; border-bottom: 1px solid #eaeef2; }
th { color: #57606a; font-weight: 600; border-bottom-color: #d0d7de; }
.n { text-align: right; }
.bars { display: block; fill: #0969da; }
figure { margin: 0 0 24px; }
figure img { display: block; max-width: 100%; height: auto; }
figcaption b { font-weight: 600; }
figcaption p, details { color: #57606a; font-size: 13px; }
summary { cursor: pointer; }
pre { background: #f6f8fa; border-radius: 6px; padding: 12px; overflow-x: auto; font-size: 13px; }
@media print {
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  figure, tr, pre { break-inside: avoid; }
  thead { display: table-header-group; }
  details { display: none; }
  .table { overflow: visible; }
  pre { white-space: pre-wrap; }
}
`;
