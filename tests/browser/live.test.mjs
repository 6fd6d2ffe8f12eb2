// The page over time: it follows, it keeps what a person is doing, and it is never silently old.
import {after, afterEach, before, test} from "node:test";
import assert from "node:assert/strict";
import * as situations from "./situations.mjs";
import {closeTab, drawn, launch, openTab, picture, reads, StandIn} from "./stage.mjs";
import {pageOfWarden} from "./warden.mjs";

let browser, standIn;

before(async () => {
  const page = await pageOfWarden();
  [browser, standIn] = await Promise.all([launch(), StandIn.start(page)]);
});
after(async () => {
  await browser?.close();
  await standIn?.stop();
});

// Also of a test that failed.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

async function open(data, options) {
  standIn.play(data);
  const tab = await openTab(browser, standIn.url, options);
  await drawn(tab);
  return tab;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// So many answers more have been drawn.
async function rounds(tab, count) {
  const from = standIn.asked;
  const deadline = Date.now() + 20000;
  while (standIn.asked < from + count + 1) {
    assert.ok(Date.now() < deadline, "it does not ask");
    await pause(50);
  }
}

const bannerSays = (tab, text) => tab.waitForFunction((t) => document.querySelector("#stale").innerText.includes(t), text, {timeout: 15000});
const bannerGone = (tab) => tab.waitForFunction(() => document.querySelector("#stale").innerText === "", null, {timeout: 15000});

test("it asks each two seconds, and follows", async () => {
  const tab = await open(situations.healthy());
  const from = standIn.asked;
  await pause(7000);
  const asked = standIn.asked - from;
  assert.ok(asked >= 2 && asked <= 4, `${asked} times in 7 s`);
  standIn.answer = situations.oneGone();
  await tab.waitForFunction(() => document.title.includes("degraded"), null, {timeout: 10000});
  await reads(tab, "#verdict", "n3 is missing");
  await closeTab(tab);
});

test("a screen reader hears of a verdict once, when it changes", async () => {
  const tab = await open(situations.healthy());
  await tab.evaluate(() => {
    window.heard = [];
    new MutationObserver(() => window.heard.push(document.querySelector("#spoken").textContent))
      .observe(document.querySelector("#spoken"), {childList: true, characterData: true, subtree: true});
  });
  await rounds(tab, 2);
  assert.deepEqual(await tab.evaluate(() => window.heard), []);
  standIn.answer = situations.oneGone();
  await rounds(tab, 3);
  assert.deepEqual(await tab.evaluate(() => window.heard), ["Degraded: n3 is missing: 2 of 3 nodes are in the cluster."]);
  assert.equal(await tab.locator("[aria-live], [role=alert]").count(), 2);
  await closeTab(tab);
});

test("focus, selection and what is unfolded survive", async () => {
  const tab = await open(situations.waiting());
  await tab.click("text=Other possibilities (3)");
  await tab.click("#nodes summary >> nth=1");
  await tab.focus("#question button >> nth=0");
  await tab.evaluate(() => {
    window.button = document.activeElement;
    window.rows = [...document.querySelectorAll("#nodes tbody")];
    getSelection().selectAllChildren(document.querySelector("#question .answer p"));
  });
  const next = situations.waiting();
  next.nodes.unshift({...next.nodes[1], name: "n0", address: "10.0.0.9"});
  next.nodes[2].seqno += 7;
  next.events.unshift({time: situations.now(), severity: "info", kind: "log", node: null, text: "something new"});
  next.incidents = [];
  next.question.refusal = ["no such word"];
  standIn.answer = next;
  await rounds(tab, 2);
  await reads(tab, "#nodes", "n0", "12345685");
  await reads(tab, "#events li >> nth=0", "something new");
  await reads(tab, "#question", "no such word", "touch /tmp/confirm-force-bootstrap");
  const kept = await tab.evaluate(() => ({
    focus: document.activeElement === window.button, text: getSelection().toString(),
    rows: window.rows.every((row) => row.isConnected), open: document.querySelectorAll("#nodes details[open]").length,
  }));
  assert.deepEqual(kept, {focus: true, text: "Type this on n2:", rows: true, open: 1});
  await closeTab(tab);
});

test("what has not changed is not touched", async () => {
  const tab = await open(situations.healthy());
  await tab.evaluate(() => {
    window.changes = [];
    new MutationObserver((all) => window.changes.push(...all.map((one) => one.type + " " + (one.target.className || one.target.nodeName))))
      .observe(document.querySelector("#nodes"), {childList: true, characterData: true, attributes: true, subtree: true});
  });
  await rounds(tab, 2);
  assert.deepEqual(await tab.evaluate(() => window.changes), []);
  await closeTab(tab);
});

test("a warden that is gone, hangs, or talks nonsense is told of at once", async () => {
  const tab = await open(situations.oneGone());
  await standIn.stop();
  await bannerSays(tab, "No answer from this warden since");
  await bannerSays(tab, "what is below is old, as of");
  await reads(tab, "#stale", "it could not be reached", /Ask another: n2$/);
  await reads(tab, "#verdict", "n3 is missing");
  await reads(tab, "#top", "old: as of");
  assert.match(await tab.title(), /^\? no answer \u00b7 galera$/);
  await picture(tab, "gone-light");

  const next = await StandIn.start(standIn.page).then(async (other) => {
    await other.stop();
    return other;
  });
  next.answer = (_, response) => { response.statusCode = 503; response.end(); };
  await next.listen(standIn.port);
  standIn = next;
  await bannerSays(tab, "it said 503");
  standIn.answer = (_, response) => { response.statusCode = 401; response.end(); };
  await bannerSays(tab, "it wants a password");
  standIn.answer = (_, response) => response.end("<html>");
  await bannerSays(tab, "its answer is no JSON");
  standIn.answer = {...situations.healthy(), version: 2};
  await bannerSays(tab, "another version");
  standIn.answer = {version: 1};
  await bannerSays(tab, "could not be understood");
  standIn.answer = () => {};  // takes the question, and is silent
  await bannerSays(tab, "none within 5 s");
  standIn.server.closeAllConnections();
  standIn.play(situations.healthy());
  await bannerGone(tab);
  await reads(tab, "#verdict", "All 3 nodes are synced.");
  assert.equal(await tab.title(), "\u2713 healthy \u00b7 galera");
  tab.book = tab.book.filter((line) => !line.startsWith("console: Error: its answer has no verdict"));
  await closeTab(tab);
});

test("a tab that nobody sees asks seldom, and at once when it is seen again", async () => {
  const tab = await open(situations.healthy());
  const hide = (hidden) => tab.evaluate((value) => {
    Object.defineProperty(document, "hidden", {value, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await hide(true);
  await pause(2500);
  const from = standIn.asked;
  await pause(6000);
  assert.ok(standIn.asked - from <= 1, `${standIn.asked - from} times in 6 s`);
  await hide(false);
  await pause(500);
  assert.ok(standIn.asked - from >= 1);
  assert.equal(await tab.locator("#stale").innerText(), "");
  await closeTab(tab);
});

test("the command is copied, or at least selected", async () => {
  for (const [url, secure] of [[standIn.url, false], [standIn.secureUrl, true]]) {
    standIn.answer = situations.waiting();
    const tab = await openTab(browser, url);
    await drawn(tab);
    assert.equal(await tab.evaluate(() => isSecureContext), secure);
    if (secure) await tab.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await tab.getByRole("button", {name: "Copy the command for n2"}).first().click();
    await tab.getByText("Copied.").waitFor({timeout: 5000});
    if (secure) assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), "touch /tmp/confirm-new-cluster");
    else assert.equal(await tab.evaluate(() => getSelection().toString()), "touch /tmp/confirm-new-cluster");
    await rounds(tab, 1);
    await reads(tab, "#question .order >> nth=0", "Copied.");
    await closeTab(tab);
  }
});

test("where nothing can be copied, it says so", async () => {
  standIn.answer = situations.waiting();
  const tab = await openTab(browser, standIn.url);
  await drawn(tab);
  await tab.evaluate(() => { document.execCommand = () => false; });
  await tab.getByRole("button", {name: "Copy the command for n2"}).first().click();
  await tab.getByText("Selected: copy it with Ctrl+C.").waitFor({timeout: 5000});
  assert.equal(await tab.evaluate(() => getSelection().toString()), "touch /tmp/confirm-new-cluster");
  await closeTab(tab);
});
