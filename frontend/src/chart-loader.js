// Pictures are drawn only where a page has one and only when it comes into sight: <div data-chart="trend" data-source="id of a json_script">.
let loading;

export function drawCharts(part) {
  const boxes = part.querySelectorAll("[data-chart]:not([data-drawn])");
  if (!boxes.length) return;
  const sight = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "200px" });
  boxes.forEach((box) => sight.observe(box));
  addEventListener("beforeprint", () => boxes.forEach(draw), { once: true });
}

function draw(box) {
  const source = document.getElementById(box.dataset.source);
  if (!source || box.dataset.drawn) return;
  box.dataset.drawn = "1";
  const here = new URL(import.meta.url);
  loading ??= import(new URL(`charts.js${here.search}`, here).href);
  loading.then((charts) => charts.draw(box, box.dataset.chart, JSON.parse(source.textContent)))
    .catch(() => { box.textContent = "图没有载入，请看下面的表格。"; });
}
