// One tab on the page of a real node. It is asked, by a file, whether it shows a situation, and
// says by another what it found:
//   node real.mjs URL DIRECTORY
import assert from "node:assert/strict";
import {existsSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {accessible, closeTab, drawn, kDesktop, kPhone, launch, noSidewaysScroll, openTab, picture, read, reads} from "./stage.mjs";

const [, , url, directory] = process.argv;
const kPatience = 90000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const steady = (tab) => reads(tab, "#stale", /^$/);

// Each throws until the page says it.
const kSituations = {
  async healthy(tab) {
    await steady(tab);
    await reads(tab, "#verdict", "Healthy", "3 nodes", "3 of 3");
    for (const name of ["node1", "node2", "node3"]) await reads(tab, "#nodes", name);
    assert.equal((await read(tab, "#nodes")).match(/Synced/g)?.length, 3);
    await reads(tab, "#nodes", "ready for clients", /MariaDB 1\d\./, /Galera \d/, "this node");
    await reads(tab, "#question", /^$/);
    assert.match(await tab.title(), /^\u2713 healthy \u00b7 staged$/);
  },
  async one_killed(tab) {
    await steady(tab);
    await reads(tab, "#verdict", "Degraded", "node3", "2 of 3", "One more failure stops writes");
    await reads(tab, "#incidents", "Critical", "GaleraClusterSizeBelowExpected", "Next:");
    await reads(tab, "#nodes", "Silent");
    await reads(tab, "#events", "node3");
  },
  async state_transfer(tab) {
    await steady(tab);
    await reads(tab, "#verdict", "Degraded", "state transfer");
    await reads(tab, "#nodes", "Joiner", "SST", "rsync", /\d+ %/, "left");
    assert.ok(await tab.locator("progress").count());
  },
  async non_primary(tab) {
    await steady(tab);
    await reads(tab, "#verdict", "No primary component");
    await reads(tab, "#nodes", "Non-primary", "Silent");
    assert.match(await tab.title(), /no primary component/);
  },
  async peers_wait(tab) {
    await steady(tab);
    await reads(tab, "#question", "2 nodes wait for a human's decision", "node2", "node3", "page of");
    const links = await tab.$$eval("#question a", (all) => all.map((one) => one.href));
    assert.ok(links.length === 2 && links.every((link) => /^http:\/\/10\.77\.0\.1[23]:9104\/$/.test(link)), links.join(" "));
  },
  async gone(tab) {
    await reads(tab, "#stale", "No answer from this warden", "what is below is old");
    assert.match(await tab.title(), /^\? no answer/);
  },
  async waiting(tab) {
    await steady(tab);
    await reads(tab, "#question", "node1 waits for your decision", "Proven: node", "Recommended", "Type this on node", "confirm-new-cluster", "Evidence: what each node holds",
                "node1", "node2", "node3", "recommended", "Other possibilities");
    assert.equal((await tab.$$eval("main > section:not([hidden])", (all) => all.map((one) => one.id)))[0], "question");
    return {command: await tab.innerText("#question .answer code")};
  },
  async mariadbd_down(tab) {
    await steady(tab);
    await reads(tab, "#verdict", "Degraded", "node1", "2 of 3");  // once the others have noticed
    await reads(tab, "#nodes tbody.self", "Down", "no clients");
    await reads(tab, "#nodes", "Synced");
  },
};

// Light, dark, and on a phone; the page is not loaded again.
async function pictures(tab, name) {
  for (const [way, colorScheme, size] of [["light", "light", kDesktop], ["dark", "dark", kDesktop], ["phone", "light", kPhone]]) {
    await tab.emulateMedia({colorScheme});
    await tab.setViewportSize(size);
    await noSidewaysScroll(tab);
    await picture(tab, `real-${name}-${way}`);
  }
  await tab.emulateMedia({colorScheme: "light"});
  await tab.setViewportSize(kDesktop);
}

async function shows(tab, name) {
  const deadline = Date.now() + kPatience;
  for (;;) {
    try {
      const found = await kSituations[name](tab);
      await pictures(tab, name);
      await accessible(tab);
      return {ok: true, ...found};
    } catch (error) {
      if (Date.now() > deadline) {
        await picture(tab, `real-${name}-failed`);
        return {ok: false, error: `${error.message}\nThe page:\n${await read(tab)}`};
      }
      await pause(250);
    }
  }
}

const browser = await launch();
const tab = await openTab(browser, url);
await drawn(tab);
await tab.evaluate(() => { window.sameTab = true; });
const ask = join(directory, "ask");
for (let name = ""; name !== "end";) {
  if (!existsSync(ask)) {
    await pause(50);
    continue;
  }
  name = readFileSync(ask, "utf8");
  rmSync(ask);
  let said;
  if (name === "end") {
    said = await tab.evaluate(() => window.sameTab).then((same) => (assert.ok(same), closeTab(tab)))
      .then(() => ({ok: true}), (error) => ({ok: false, error: error.message}));
  } else {
    said = await shows(tab, name);
  }
  writeFileSync(join(directory, "answer.new"), JSON.stringify(said));
  renameSync(join(directory, "answer.new"), join(directory, "answer"));
}
await browser.close();
