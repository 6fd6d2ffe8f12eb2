// A browser, and a server that stands in for a warden: the real page, and what a test wants the
// cluster to be. The page is reached by a name, as in real life: so it is no secure context.
import {createServer} from "node:http";
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {chromium} from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const kDesktop = {width: 1280, height: 900};
export const kPhone = {width: 360, height: 740};

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP warden.test 127.0.0.1"],
  });
}

// `page`: {body, headers}. `answer` is the document of /api/v1/cluster, or a function (request,
// response) that answers itself.
export class StandIn {
  static async start(page) {
    const standIn = new StandIn();
    standIn.page = page;
    standIn.answer = null;
    standIn.asked = 0;
    standIn.server = createServer((request, response) => standIn.#handle(request, response));
    await standIn.listen(0);
    return standIn;
  }
  // `answer` from now on, from a warden of the same version as the page.
  play(answer) {
    answer.warden.version = this.page.body.match(/<meta name="warden-version" content="([^"]*)">/)[1];
    this.answer = answer;
  }
  async listen(port) {
    await new Promise((resolve, reject) => this.server.once("error", reject).listen(port, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    this.url = `http://warden.test:${this.port}/`;
    this.secureUrl = `http://127.0.0.1:${this.port}/`;
  }
  // As a warden that is gone.
  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
  #handle(request, response) {
    response.on("error", () => {});
    if (request.url === "/") {
      for (const [name, value] of Object.entries(this.page.headers)) if (value) response.setHeader(name, value);
      response.end(this.page.body);
    } else if (request.url === "/api/v1/cluster") {
      ++this.asked;
      if (typeof this.answer === "function") return this.answer(request, response);
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(this.answer));
    } else {
      response.statusCode = 404;
      response.end();
    }
  }
}

// A tab that keeps book of what must not happen: errors, breaches of the policy, requests to
// anybody else.
export async function openTab(browser, url, {dark = false, phone = false, ...more} = {}) {
  const context = await browser.newContext({
    viewport: phone ? kPhone : kDesktop, colorScheme: dark ? "dark" : "light", locale: "en-GB", timezoneId: "Europe/Berlin",
    reducedMotion: "reduce", ...more,
  });
  const tab = await context.newPage();
  tab.book = [];
  tab.on("pageerror", (error) => tab.book.push(`error: ${error.message}`));
  tab.on("console", (line) => {
    if (line.type() === "error" && !/Failed to load resource|net::ERR/.test(line.text())) tab.book.push(`console: ${line.text()}`);
  });
  tab.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.protocol !== "data:" && asked.origin !== new URL(url).origin) tab.book.push(`request to ${request.url()}`);
  });
  await tab.addInitScript(() => {
    window.breaches = [];
    addEventListener("securitypolicyviolation", (event) => window.breaches.push(event.violatedDirective));
  });
  await tab.goto(url);
  return tab;
}

export async function closeTab(tab) {
  const breaches = await tab.evaluate(() => window.breaches);
  await tab.context().close();
  assert.deepEqual(tab.book, []);
  assert.deepEqual(breaches, []);
}

// The tab has drawn the stand-in's answer.
export const drawn = (tab) => tab.waitForSelector("#nodes:not([hidden])", {timeout: 10000});

// What a person reads of that element, with single spaces.
export const read = async (tab, selector = "body") => (await tab.innerText(selector)).replace(/\s+/g, " ");

export async function reads(tab, selector, ...texts) {
  const all = await read(tab, selector);
  for (const text of texts) {
    if (text instanceof RegExp) assert.match(all, text);
    else assert.ok(all.includes(text), `${selector} does not say "${text}" but:\n${all}`);
  }
}

export async function noSidewaysScroll(tab) {
  const [wide, there] = await tab.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= there, `${wide} px wide on ${there}`);
}

// axe-core without serious and critical findings.
export async function accessible(tab) {
  const found = await tab.evaluate(`${axe}; axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.map((v) =>
    ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary)})))`);
  const grave = found.filter((violation) => ["serious", "critical"].includes(violation.impact));
  assert.deepEqual(grave, []);
}

export const picture = (tab, name) => tab.screenshot({path: join(process.env.PICTURES || ".", `${name}.png`), fullPage: true});
