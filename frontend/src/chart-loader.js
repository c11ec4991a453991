// Pictures are drawn only where a page has one: <div data-chart="trend" data-source="id of a json_script">.
let loading;

export function drawCharts(part) {
  const boxes = [...part.querySelectorAll("[data-chart]:not([data-drawn])")];
  if (!boxes.length) return;
  const here = new URL(import.meta.url);
  loading ??= import(new URL(`charts.js${here.search}`, here).href);
  loading.then(({ draw }) => boxes.forEach((box) => {
    const source = document.getElementById(box.dataset.source);
    if (!source || box.dataset.drawn) return;
    box.dataset.drawn = "1";
    draw(box, box.dataset.chart, JSON.parse(source.textContent));
  })).catch(() => boxes.forEach((box) => { box.textContent = "图没有载入，请看下面的表格。"; }));
}
