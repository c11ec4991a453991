// Builds everything a browser needs into the Python package: app.css, app.js, charts.js, icons.svg, favicon.svg,
// and what the officer's pages without a signal need: field.js, field-worker.js, their manifest and icons.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(HERE, "../src/tiexin");
const DIST = join(PACKAGE, "core/static/tiexin/dist");
const TARGET = ["es2020", "chrome87", "safari15", "firefox86"];
const BUDGET = 120 * 1024;
const FIELD_BUDGET = 60 * 1024; // the script that phones keep

// Classes that no template spells out: form widgets, htmx while it works, states set by scripts.
const KEPT = [/^is-(valid|invalid|active|open)$/, /^htmx-/, /^form-(control|select|check-input)$/, /^show$/];

async function scripts() {
  const shared = { bundle: true, minify: true, format: "esm", target: TARGET, legalComments: "none", outdir: DIST };
  const field = { in: join(HERE, "src/field/main.js"), out: "field" };
  const pages = ["app", "charts"].map((name) => ({ in: join(HERE, `src/${name}.js`), out: name }));
  await esbuild.build({ ...shared, entryPoints: [...pages, field] });
  const worker = { in: join(HERE, "src/field/worker.js"), out: "field-worker" };
  await esbuild.build({ ...shared, format: "iife", entryPoints: [worker] });
}

async function styles() {
  const kit = await readFile(join(HERE, "node_modules/@tabler/core/dist/css/tabler.min.css"), "utf8");
  const own = await readFile(join(HERE, "src/app.css"), "utf8");
  const [purged] = await new PurgeCSS().purge({
    content: [`${PACKAGE}/**/templates/**/*.html`, `${PACKAGE}/**/forms*.py`, `${HERE}/src/**/*.js`],
    css: [{ raw: kit }],
    safelist: { standard: KEPT },
    blocklist: [/data-bs-theme/, /^offcanvas/, /^carousel/],
    variables: true,
    keyframes: true,
    fontFace: true,
  });
  const whole = purged.css.replace(/@charset[^;]+;|\/\*# sourceMappingURL.*?\*\//g, "") + own;
  const { code } = await esbuild.transform(whole, { loader: "css", minify: true, target: TARGET });
  await writeFile(join(DIST, "app.css"), code);
}

async function icons() {
  const names = JSON.parse(await readFile(join(HERE, "icons.json"), "utf8"));
  const symbols = await Promise.all(Object.entries(names).map(([name, source]) => symbol(name, source)));
  await writeFile(join(DIST, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
  const copied = { "favicon.svg": "favicon.svg", "field/app.webmanifest": "field.webmanifest", "field/icon-192.png": "field-192.png", "field/icon-512.png": "field-512.png" };
  for (const [from, to] of Object.entries(copied)) await copyFile(join(HERE, "src", from), join(DIST, to));
}

async function symbol(name, source) {
  const file = join(HERE, "node_modules/@tabler/icons/icons/outline", `${source}.svg`);
  const drawn = (await readFile(file, "utf8")).replace(/\s*\n\s*/g, " ");
  const paths = drawn.match(/<svg[^>]*>(.*)<\/svg>/)[1].replace(/<path stroke="none"[^>]*\/>/, "").trim();
  const pen = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24"><g ${pen}>${paths}</g></symbol>`;
}

async function weigh() {
  const sizes = {};
  for (const name of ["app.css", "app.js", "charts.js", "field.js", "icons.svg"]) {
    sizes[name] = gzipSync(await readFile(join(DIST, name))).length;
    console.log(`${name.padEnd(12)} ${(sizes[name] / 1024).toFixed(1)} KB gzip`);
  }
  const page = sizes["app.css"] + sizes["app.js"];
  if (page > BUDGET) throw new Error(`app.css + app.js: ${page} bytes gzip, the budget of a page is ${BUDGET}`);
  if (sizes["field.js"] > FIELD_BUDGET) throw new Error(`field.js: ${sizes["field.js"]} bytes gzip, its budget is ${FIELD_BUDGET}`);
}

/** The web server hands out the packed file beside the plain one. */
async function pack() {
  for (const name of await readdir(DIST)) {
    const content = await readFile(join(DIST, name));
    await writeFile(join(DIST, `${name}.gz`), gzipSync(content, { level: 9 }));
    await writeFile(join(DIST, `${name}.br`), brotliCompressSync(content));
  }
}

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });
await Promise.all([scripts(), styles(), icons()]);
await weigh();
await pack();
