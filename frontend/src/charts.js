// The only file that knows ECharts. Kinds: trend, bars, tiles, gantt, map. Data comes from the server, in its words.
import * as echarts from "echarts/core";
import { BarChart, CustomChart, LineChart, MapChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([BarChart, CustomChart, LineChart, MapChart, GridComponent, LegendComponent,
  MarkLineComponent, TooltipComponent, CanvasRenderer]);

const INK = "#1d1d1f";
const QUIET = "#5f6065";
const LINE = "#deded9";
const SERIES = ["#a6192e", "#3f5873", "#8a6d3b", "#2f6f5e", "#6b5876"];
const STATES = {
  met: "#2c7a51", within: "#2c7a51", done: "#2c7a51", on_track: "#48627d", running: "#48627d", behind: "#b4690e",
  short: "#b4690e",
  missed: "#a6192e", exceeded: "#a6192e", not_started: "#8b8c91", measured: "#8b8c91", unset: "#b9b9b4",
  unrecorded: "#b9b9b4",
};
const FONT = '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const colour = (state) => STATES[state] ?? STATES.measured;
const axis = { axisLine: { lineStyle: { color: LINE } }, axisTick: { show: false }, axisLabel: { color: QUIET, fontSize: 13 },
  splitLine: { lineStyle: { color: "#ececE8" } } };
const tooltip = { renderMode: "richText", backgroundColor: "#fff", borderColor: LINE, textStyle: { color: INK, fontSize: 14 } };
const grid = { left: 8, right: 24, top: 40, bottom: 8, containLabel: true };

const KINDS = { trend, bars, tiles, gantt, map };

export function draw(box, kind, data) {
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption({ textStyle: { fontFamily: FONT, color: INK }, animation: false, color: SERIES, ...KINDS[kind](data) });
  chart.on("click", ({ data: item }) => { if (item?.url) location.assign(item.url); });
  if (!box.hasAttribute("role")) box.setAttribute("role", "img");
  new ResizeObserver(() => chart.resize()).observe(box);
  window.addEventListener("beforeprint", () => chart.resize());
}

/** {labels, series: [{name, values, dashed?}], target?: {name, value}, unit?} */
function trend({ labels, series, target, unit = "" }) {
  const goal = target && { symbol: "none", silent: true, lineStyle: { color: INK, type: "dashed" },
    label: { formatter: `${target.name} ${target.value.toLocaleString("zh-CN")} ${unit}`, color: INK, position: "insideEndTop" },
    data: [{ yAxis: target.value }] };
  return {
    grid: { ...grid, top: series.length > 1 ? 64 : 36 }, tooltip: { ...tooltip, trigger: "axis" },
    legend: series.length > 1 ? { top: 0, left: 0, icon: "roundRect", textStyle: { color: QUIET } } : undefined,
    xAxis: { type: "category", data: labels, boundaryGap: false, ...axis, splitLine: { show: false } },
    yAxis: { type: "value", name: unit && `单位：${unit}`, nameTextStyle: { color: QUIET, align: "left" }, ...axis,
      axisLabel: { ...axis.axisLabel, showMaxLabel: !target },
      max: ({ max }) => (target ? Math.max(max, Math.ceil(target.value * 1.1)) : null) },
    series: series.map(({ name, values, dashed }, place) => ({ name, type: "line", data: values, symbolSize: dashed ? 0 : 6,
      lineStyle: dashed ? { width: 1.5, type: "dashed", color: QUIET } : { width: 2.5 }, itemStyle: dashed ? { color: QUIET } : undefined,
      markLine: place === 0 ? goal : undefined })),
  };
}

/** {rows: [{name, value, text?, state?, url?}], unit?} — worst first, as the server sorted them. */
function bars({ rows, unit = "" }) {
  return {
    grid: { ...grid, top: 8, right: 88 }, tooltip,
    xAxis: { type: "value", ...axis, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row.name), ...axis, 
      axisLabel: { ...axis.axisLabel, color: INK, width: 112, overflow: "break" } },
    series: [{ type: "bar", barMaxWidth: 18, barMinHeight: 2,
      data: rows.map((row) => ({ ...row, itemStyle: { color: colour(row.state) } })),
      label: { show: true, position: "right", color: INK, formatter: ({ data }) => data.text ?? `${data.value}${unit}` } }],
  };
}

/** {tiles: [{name, x, y, text, state, label, url?}]} — units as equal tiles, roughly where they lie. */
function tiles({ tiles: items }) {
  const span = (key) => [Math.min(...items.map((item) => item[key])), Math.max(...items.map((item) => item[key])) + 1];
  const [x0, x1] = span("x");
  const [y0, y1] = span("y");
  const value = (extra) => ({ type: "value", show: false, ...extra });
  return {
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    tooltip: { ...tooltip, formatter: ({ data }) => `${data.name}\n${data.text}　${data.label ?? ""}` },
    xAxis: value({ min: x0, max: x1 }), yAxis: value({ min: y0, max: y1, inverse: true }),
    series: [{ type: "custom", data: items.map((item) => ({ ...item, value: [item.x, item.y] })),
      renderItem: ({ dataIndex }, api) => tile(items[dataIndex], api) }],
  };
}

function tile(item, api) {
  const [x, y] = api.coord([item.x, item.y]);
  const [width, height] = api.size([1, 1]);
  const words = (text, dy, size, weight) => ({ type: "text", style: { text, x: x + width / 2, y: y + height / 2 + dy, fill: "#fff",
    align: "center", verticalAlign: "middle", fontSize: size, fontWeight: weight, width: width - 12, overflow: "truncate" } });
  const pale = ["unset", "unrecorded"].includes(item.state);
  const children = [
    { type: "rect", shape: { x: x + 2, y: y + 2, width: width - 4, height: height - 4, r: 6 }, style: { fill: colour(item.state) } },
    words(item.name, -20, 13, 400), words(item.text, 2, 18, 600), words(item.label ?? "", 22, 12, 400),
  ];
  if (pale) children.slice(1).forEach((child) => { child.style.fill = INK; });
  return { type: "group", children };
}

/** {rows: [{name, start, end, state, label}], today} — days as YYYY-MM-DD. */
function gantt({ rows, today }) {
  const day = (text) => Date.parse(`${text}T00:00:00`);
  const until = (row) => day(row.end) + 86400000;
  return {
    grid: { ...grid, top: 32, bottom: 28 }, tooltip: { ...tooltip, formatter: ({ data }) => `${data.name}\n${data.start} 至 ${data.end}　${data.label ?? ""}` },
    xAxis: { type: "time", position: "top", ...axis, axisLabel: { ...axis.axisLabel, formatter: "{M}月{d}日", hideOverlap: true } },
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row.name), ...axis,
      axisLabel: { ...axis.axisLabel, color: INK, width: 120, overflow: "truncate" } },
    series: [{ type: "custom", encode: { x: [0, 1], y: 2 },
      data: rows.map((row, place) => ({ ...row, value: [day(row.start), until(row), place] })),
      markLine: today && { symbol: "none", silent: true, lineStyle: { color: INK }, label: { formatter: "今天", color: INK },
        data: [{ xAxis: day(today) }] },
      renderItem: ({ dataIndex }, api) => {
        const [x, y] = api.coord([api.value(0), api.value(2)]);
        const width = Math.max(api.coord([api.value(1), api.value(2)])[0] - x, 4);
        return { type: "rect", shape: { x, y: y - 9, width, height: 18, r: 4 }, style: { fill: colour(rows[dataIndex].state) } };
      } }],
  };
}

/** {boundary: GeoJSON, approval: 审图号, rows: [{name, value, text, state, label, url?}]} */
function map({ boundary, rows }) {
  echarts.registerMap("region", boundary);
  return {
    tooltip: { ...tooltip, formatter: ({ data, name }) => (data ? `${name}\n${data.text}　${data.label ?? ""}` : name) },
    series: [{ type: "map", map: "region", selectedMode: false, label: { show: true, fontSize: 13, color: INK },
      data: rows.map((row) => ({ ...row, itemStyle: { areaColor: colour(row.state), borderColor: "#fff" }, label: { color: "#fff" } })) }],
  };
}
