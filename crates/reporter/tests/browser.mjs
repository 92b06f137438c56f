// Opens a report in headless Chromium and uses it as a reader would.
//
// Usage: node browser.mjs CHROMIUM NODE_MODULES PLAN.json
//
// The plan names pages and what must be on them; every failure is a line on stderr.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , chromiumPath, modules, planPath] = process.argv;
const require = createRequire(pathToFileURL(join(modules, 'x.js')));
const { chromium } = require('playwright-core');
const plan = JSON.parse(readFileSync(planPath, 'utf8'));

const failures = [];
const must = (is, what) => { if (!is) failures.push(what); };
const url = (path) => pathToFileURL(path).href;

const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });

async function open(address, width = 1400, height = 900) {
  const page = await browser.newPage({ viewport: { width, height } });
  page.said = [];
  page.on('console', (m) => { if (m.type() !== 'log') page.said.push(m.text()); });
  page.on('pageerror', (e) => page.said.push(String(e)));
  page.on('requestfailed', (r) => page.said.push(`failed: ${r.url().slice(0, 200)}`));
  page.on('request', (r) => {
    if (!/^(file|data):/.test(r.url())) page.said.push(`asked the network: ${r.url()}`);
  });
  page.on('dialog', (d) => { page.said.push('a dialog'); d.dismiss(); });
  await page.goto(address);
  return page;
}

async function calm(page, where) {
  must(page.said.length === 0, `${where}: ${page.said.join(' | ')}`);
  await page.close();
}

// A click on the number lights its rectangle, where facts.csv says it is, and nothing else.
async function number(page, fact, where) {
  await page.click(`[id="${fact.id}"] a`);
  await page.waitForFunction((id) => document.getElementById('r-' + id).classList.contains('lit'), fact.id);
  const seen = await page.evaluate((id) => {
    const mark = document.getElementById('r-' + id), rect = mark.querySelector('rect');
    const svg = mark.ownerSVGElement, frame = svg.getBoundingClientRect(), box = rect.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    return {
      lit: document.querySelectorAll('.frame .lit').length,
      fill: getComputedStyle(rect).fill,
      cell: document.getElementById(id).classList.contains('lit'),
      place: [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top].map((v) => v / scale),
      inside: box.bottom > 0 && box.top < innerHeight,
      picture: (() => { const i = svg.parentNode.querySelector('img'); return i ? [i.complete, i.naturalWidth, Math.abs(i.getBoundingClientRect().height - frame.height)] : null; })(),
      detail: document.getElementById('detail').hidden ? '' : document.getElementById('detail').textContent,
    };
  }, fact.id);
  must(seen.lit === 1, `${where}: ${seen.lit} rectangles are lit`);
  must(seen.cell, `${where}: the cell is not lit`);
  must(!/rgba\(0, 0, 0, 0\)|transparent/.test(seen.fill), `${where}: the rectangle is not to be seen (${seen.fill})`);
  must(seen.inside, `${where}: the rectangle is off the screen`);
  seen.place.forEach((v, i) => must(Math.abs(v - fact.place[i]) < 1.5, `${where}: the rectangle is at ${seen.place}, not at ${fact.place}`));
  must(seen.picture && seen.picture[2] < 1, `${where}: picture and drawing do not cover one another (${seen.picture})`);
  for (const word of fact.words) must(seen.detail.includes(word), `${where}: 「${word}」 is not said in 「${seen.detail}」`);
}

async function reader(path, where) {
  const page = await open(url(path));
  await number(page, plan.fact, where);
  const loaded = await page.evaluate(async (id) => {
    const i = document.getElementById('r-' + id).ownerSVGElement.parentNode.querySelector('img');
    await i.decode();
    return i.naturalWidth;
  }, plan.fact.id);
  must(loaded > 300, `${where}: the picture did not load`);
  // A click on the rectangle of another number: its row and the arithmetic.
  await page.keyboard.press('Escape');
  must(await page.locator('#detail').isHidden(), `${where}: Escape does not close`);
  await page.locator(`[id="r-${plan.other.id}"] rect`).click({ force: true });
  await page.waitForFunction((id) => document.getElementById(id).classList.contains('lit'), plan.other.id);
  const detail = await page.locator('#detail').textContent();
  for (const word of plan.other.words) must(detail.includes(word), `${where}: 「${word}」 is not said in 「${detail}」`);
  // Findings by keyboard.
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  const hash = await page.evaluate(() => location.hash);
  const first = await page.evaluate(() => '#' + document.querySelector('#findings li[id]').id);
  must(hash === first, `${where}: n goes to ${hash}, not to ${first}`);
  // Layers.
  const shown = () => page.evaluate(() => [...document.querySelectorAll('path.cells')].some((p) => getComputedStyle(p).display !== 'none'));
  must(!(await shown()), `${where}: a layer is seen that nobody asked for`);
  await page.check('#t-cells');
  must(await shown(), `${where}: the layer is not seen`);
  await calm(page, where);
}

// The finding on the overview leads to itself.
{
  const page = await open(url(join(plan.site, 'index.html')));
  await page.locator(`a[href$="#${plan.check.id}"]`).first().click();
  await page.waitForFunction((id) => location.hash === '#' + id && document.getElementById(id), plan.check.id);
  const seen = await page.evaluate((id) => {
    const item = document.getElementById(id), box = item.getBoundingClientRect();
    return { inside: box.top >= 0 && box.bottom <= innerHeight, text: item.textContent, target: item.matches(':target'), lit: document.querySelectorAll('.frame .lit').length };
  }, plan.check.id);
  must(seen.inside && seen.target, 'the finding is not on the screen');
  must(seen.text.includes(plan.check.rule), `the finding is 「${seen.text}」`);
  must(seen.lit === plan.check.evidence, `${seen.lit} numbers of the finding are lit`);
  await page.locator(`[id="${plan.check.id}"] a.e`).first().click();
  await page.waitForFunction(() => document.querySelectorAll('.frame .lit').length === 1);
  await calm(page, 'the overview');
}
await reader(plan.document, 'the page of the document');
await reader(plan.inspected, 'the one file');

// An address that somebody kept still leads to the number.
{
  const page = await open(`${url(plan.document)}#${plan.fact.id}`);
  await page.waitForFunction((id) => document.getElementById('r-' + id).classList.contains('lit'), plan.fact.id);
  await calm(page, 'the kept address');
}

// Without script the style alone lights the rectangle.
{
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${url(plan.document)}#r-${plan.fact.id}`);
  const count = await page.locator(`a[id="r-${plan.fact.id}"]:target`).count();
  must(count === 1, 'without script the rectangle is no target');
  await context.close();
}

// Hostile text stays text.
for (const path of plan.hostile.pages) {
  const page = await open(url(path));
  await page.waitForTimeout(300);
  const seen = await page.evaluate(() => ({
    title: document.title,
    owned: window.owned === true,
    strange: document.querySelectorAll('img[src="x"], iframe, object, embed, link, main script, svg script, [onerror], [onload], [onclick]').length,
    links: [...document.querySelectorAll('a')].filter((a) => !/^(file|https?):/.test(new URL(a.getAttribute('href'), location.href).protocol)).length,
    text: document.body.textContent,
  }));
  must(!seen.owned && seen.strange === 0 && seen.links === 0, `${path}: hostile text is not text (${JSON.stringify({ ...seen, text: '' })})`);
  must(seen.text.includes(plan.hostile.text), `${path}: hostile text is not shown`);
  must(page.said.length === 0, `${path}: ${page.said.join(' | ')}`);
  // And if it ever broke out, nothing of it would run.
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.owned = true';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.owned = true">');
  });
  await page.waitForTimeout(200);
  must(!(await page.evaluate(() => window.owned === true)), `${path}: a foreign script runs`);
  await page.close();
}

// On a telephone nothing is wider than the screen.
for (const path of [join(plan.site, 'index.html'), plan.document, plan.inspected]) {
  const page = await open(url(path), 390, 800);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  must(width <= 390, `${path}: ${width} pixels wide on a telephone`);
  await calm(page, path);
}

await browser.close();
for (const failure of failures) console.error(failure);
process.exit(failures.length ? 1 : 0);
