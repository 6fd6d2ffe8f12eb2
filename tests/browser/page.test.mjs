// What a person must read in each situation; in light and dark, on a desk and on a phone.
import {after, before, test} from "node:test";
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import * as situations from "./situations.mjs";
import {accessible, closeTab, drawn, launch, noSidewaysScroll, openTab, picture, read, reads, StandIn} from "./stage.mjs";
import {pageOfWarden, startWarden} from "./warden.mjs";

let browser, page, standIn;

before(async () => {
  page = await pageOfWarden();
  [browser, standIn] = await Promise.all([launch(), StandIn.start(page)]);
});
after(async () => {
  await browser?.close();
  await standIn?.stop();
});

async function inTab(data, options, what) {
  standIn.play(data);
  const tab = await openTab(browser, standIn.url, options);
  await drawn(tab);
  await what(tab);
  await closeTab(tab);
}

const kWays = [["light", {}], ["dark", {dark: true}], ["phone", {phone: true}]];

// In all three ways: what is read, accessible, and fits.
function situation(name, make, what) {
  test(name, async () => {
    for (const [way, options] of kWays) {
      await inTab(make(), options, async (tab) => {
        await picture(tab, `${name}-${way}`);
        await what(tab);
        await noSidewaysScroll(tab);
        await accessible(tab);
      });
    }
  });
}

const order = (tab) => tab.$$eval("main > section:not([hidden])", (all) => all.map((one) => one.id));

situation("healthy", situations.healthy, async (tab) => {
  await reads(tab, "#verdict", "Healthy", "All 3 nodes are synced.", "Any one node may fail; a second failure at once stops writes.", "3 of 3");
  await reads(tab, "#incidents", "None is firing.");
  await reads(tab, "#nodes", "Nodes (3)", "n1", "this node", "10.0.0.2", "Synced", "ready for clients", "5a1e9c1e\u2026:12345678", "up to date", "0.2 % paused", "queue 0",
              "4 h 5 min", "MariaDB 10.11.19", "Galera 26.4.23", "52.3 GiB", "211 GiB free");
  assert.deepEqual(await order(tab), ["verdict", "incidents", "nodes", "history", "events"]);
  assert.equal(await tab.title(), "\u2713 healthy \u00b7 galera");
  assert.equal(await tab.getAttribute("#nodes a >> nth=0", "href"), "http://10.0.0.2:9104/");
  assert.equal(await tab.locator("#stale").innerText(), "");
});

situation("one_gone", situations.oneGone, async (tab) => {
  await reads(tab, "#verdict", "Degraded", "n3 is missing: 2 of 3 nodes are in the cluster.", "One more failure stops writes.", "connection refused");
  await reads(tab, "#incidents", "Firing incidents (1)", "Critical", "GaleraClusterSizeBelowExpected", "4 min", "Next: Look at the node that is missing; do not stop another one.",
              "Pending, not yet firing (1)");
  assert.equal(await tab.getAttribute("#incidents a", "href"), "https://example.org/runbooks/GaleraClusterSizeBelowExpected.md");
  await reads(tab, "#nodes", "n3", "Silent", "outside the view", "connection refused");
  await reads(tab, "#events", "n3 left: 2 of 3 members remain", "4 min ago");
  assert.equal(await tab.title(), "\u2717 degraded \u00b7 galera");
});

situation("state_transfer", situations.stateTransfer, async (tab) => {
  await reads(tab, "#verdict", "n3 receives a full state transfer from n2: 42 %.");
  await reads(tab, "#nodes", "Donor", "Joiner", "Receives the state from n2 (SST, mariabackup)", "Sends its state to n3", "42 %", "1.2 GiB of about 2.9 GiB", "about 1 min left",
              "9 write-sets behind", "12 % paused");
  const bar = tab.getByRole("progressbar", {name: "State transfer of n3"});
  assert.equal(await bar.getAttribute("value"), "42");
});

situation("non_primary", situations.nonPrimary, async (tab) => {
  await reads(tab, "#verdict", "No primary component", "nothing takes writes", "it refuses every statement on a table");
  await reads(tab, "#nodes", "Non-primary", "no clients", "Silent", "no answer within 1000 ms");
  assert.equal(await tab.title(), "\u2717 no primary component \u00b7 galera");
});

situation("waiting", situations.waiting, async (tab) => {
  assert.equal((await order(tab))[0], "question");
  await reads(tab, "#question h2", "n1 waits for your decision");
  await reads(tab, "#question", "Waits for 12 min.", "Proven: n2 holds every commit", "Recommended: on n2, loses nothing", "Type this on n2:", "touch /tmp/confirm-new-cluster",
              "Evidence: what each node holds", "crashed", "5a1e9c1e\u2026:12345678", "n1, n2, n3", "Other possibilities (3)", "The whole of it, as in the log",
              "The same is asked on the page of n2, page of n3.");
  assert.ok(!(await read(tab, "#question")).includes("confirm-force-bootstrap"), "what is dangerous is folded");
  await reads(tab, "#question tr.choice", "n2", "recommended");
  await tab.click("text=Other possibilities (3)");
  await reads(tab, "#question", "touch /tmp/confirm-force-bootstrap", "touch /tmp/confirm-resume", "whatever is lost by it");
  const large = (selector) => tab.$eval(selector, (one) => parseFloat(getComputedStyle(one).fontSize));
  assert.ok((await large("#question h2")) >= (await large("#verdict h2")));
  assert.match(await tab.title(), /waiting for a human's decision \u00b7 galera/);
  assert.equal(await tab.locator("#question a", {hasText: "page of n3"}).getAttribute("href"), "http://10.0.0.3:9104/");
});

situation("waiting_unproven", situations.waitingUnproven, async (tab) => {
  await reads(tab, "#question", "Not proven: n3 does not report", "No recommendation", "Bring the missing nodes back", "The last word was refused",
              "n2 has 5 transactions that n1 lacks", "silent", "connection refused; start its warden");
});

situation("peer_waits", situations.peerWaits, async (tab) => {
  assert.equal((await order(tab))[0], "question");
  await reads(tab, "#question", "n3 waits for a human's decision", "its history is another than the cluster's", "Evidence and commands are on the page of n3");
});

situation("mariadbd_down", situations.serverDown, async (tab) => {
  await reads(tab, "#verdict", "n1 is down: 2 of 3 nodes are in the cluster.");
  await reads(tab, "#maintenance", "Maintenance", "new disk in n1", "by alice", "only: GaleraNodeDown");
  await reads(tab, "#incidents", "GaleraNodeDown", "in maintenance: not paged");
  await reads(tab, "#nodes", "Down", "mariadbd has ended with signal 9");
});

situation("busy", situations.busy, async (tab) => {
  await reads(tab, "#nodes", "Nodes (9)", "Arbitrator");
  await reads(tab, "#events", "something happened, number 100", "75 older events");
  assert.equal(await tab.locator("#events li").count(), 100);
  await tab.click("text=75 older events");
  await reads(tab, "#events", "something happened, number 1");
});

situation("hostile", situations.hostile, async (tab) => {
  await reads(tab, "#verdict h2", "</script><script>window.pwned=1</script><img src=x onerror=\"window.pwned=1\">", "{{7*7}}", "<b>headline</b>");
  for (const selector of ["#question", "#incidents", "#nodes", "#events", "#maintenance"]) await reads(tab, selector, "<img src=x onerror=");
  assert.equal(await tab.evaluate(() => window.pwned), undefined);
  assert.equal(await tab.locator("main img, main script, main b:text('headline')").count(), 0);
  const bad = await tab.$$eval("a[href]", (all) => all.map((one) => one.protocol).filter((p) => p !== "http:" && p !== "https:"));
  assert.deepEqual(bad, []);
  assert.doesNotMatch(await read(tab), /[\u202a-\u202e\u001b]/, "nothing turns the text around");
});

situation("future", situations.fromTheFuture, async (tab) => {
  await reads(tab, "#verdict", "wonderful");
  await reads(tab, "#nodes", "hibernating", "<i>asleep</i>", "a node without a name");
  await reads(tab, "#history", "not known", "nothing known of the last hour");
});

test("charts say in words what they show", async () => {
  await inTab(situations.oneGone(), {}, async (tab) => {
    const said = await tab.$$eval("#history svg", (all) => all.map((one) => [one.getAttribute("role"), one.getAttribute("aria-label")]));
    assert.equal(said.length, 4);
    assert.match(said[0][1], /^Nodes in the view \(of 3\), last hour: now 2; lowest 2 at \d\d:\d\d, highest 3 at \d\d:\d\d\.$/);
    assert.match(said[2][1], /^Flow control \(time paused\), last hour: now .* %; lowest 0 % at/);
    assert.ok(said.every(([role]) => role === "img"));
    await reads(tab, "#history figure >> nth=0", "60 min ago", "now", "lowest 2");
    // A step, not a slope, from three to two.
    assert.match(await tab.getAttribute("#history figure:nth-child(1) .plot", "d"), /H[\d.]+V[\d.]+/);
  });
});

test("what is not known is a gap", async () => {
  const data = situations.healthy();
  data.history.commits_per_s.fill(null, 100, 200);
  await inTab(data, {}, async (tab) => {
    assert.equal((await tab.getAttribute("#history figure:nth-child(4) .plot", "d")).match(/M/g).length, 2);
    assert.equal((await tab.getAttribute("#history figure:nth-child(3) .plot", "d")).match(/M/g).length, 1);
  });
});

test("times are of the reader's clock", async () => {
  const data = situations.healthy();
  data.time = 1790000000;  // 14:13:20 UTC
  data.events = [{time: 1789999990, severity: "info", kind: "log", node: null, text: "just so"}, {time: 1789900000, severity: "info", kind: "log", node: null, text: "before"}];
  await inTab(data, {}, async (tab) => {
    await reads(tab, "#events", "16:13:10 10 s ago", "20 Sept 12:26:40 1 d 3 h ago");
    await reads(tab, "#about", /clock and this device's differ by/);
  });
});

test("events of another day are legible", async () => {
  await inTab(situations.busy(), {}, async (tab) => {
    await tab.click("text=75 older events");
    const overlaps = await tab.$$eval("#events li", (all) => all.filter((one) => {
      const [time, ago] = one.children;
      const range = document.createRange();
      range.selectNodeContents(time);
      return range.getBoundingClientRect().right > ago.getBoundingClientRect().left;
    }).length);
    assert.equal(overlaps, 0);
  });
});

test("as the program's own tests have it", async () => {
  const folder = new URL("../overview/", import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const data = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    await inTab(data, {}, async (tab) => {
      await picture(tab, `overview-${file.replace(".json", "")}`);
      if (!file.startsWith("hostile")) await reads(tab, "#verdict", data.verdict.headline, ...data.verdict.reasons);
      assert.equal(await tab.locator("#nodes tbody").count(), data.nodes.length);
      assert.equal(await tab.locator("#events li").count(), data.events.length);
      assert.equal(await tab.locator("main img, main script").count(), 0);
    });
  }
});

test("how long a node may be away is no longer than anybody knows", async () => {
  const data = situations.healthy();
  data.nodes[1].ist_window_s = -1;
  data.nodes[2].ist_window_s = 1e8;
  await inTab(data, {}, (tab) => reads(tab, "#nodes", "4 h 5 min", "unlimited", "over 30 d"));
});

test("what will fire soon is not folded away where nothing fires yet", async () => {
  const data = situations.oneGone();
  data.incidents.forEach((item) => { item.state = "pending"; });
  await inTab(data, {}, (tab) => reads(tab, "#incidents", "None is firing yet", /GaleraClusterSizeBelowExpected .*not yet firing/));
});

test("strange positions are told", async () => {
  const data = situations.healthy();
  data.nodes[1].state_uuid = "00000000-0000-0000-0000-000000000000";
  data.nodes[2].state_uuid = "11111111-2222-3333-4444-555555555555";
  await inTab(data, {}, async (tab) => {
    await reads(tab, "#nodes", "zero UUID: history lost", "another history than the cluster's");
    await tab.click("summary:text('11111111')");
    await reads(tab, "#nodes", "11111111-2222-3333-4444-555555555555:12345678");
  });
});

test("without JavaScript there are links", async () => {
  const tab = await openTab(browser, standIn.url, {javaScriptEnabled: false});
  await reads(tab, "main", "drawn by JavaScript, which is off here", "/api/v1/cluster", "/metrics", "galera-warden status");
  const links = await tab.locator("noscript a, main p a").count();
  assert.ok(links >= 2);
  await tab.context().close();
});

test("the keyboard reaches everything, and shows where it is", async () => {
  await inTab(situations.waiting(), {}, async (tab) => {
    const stops = [];
    for (let i = 0; i < 60; ++i) {
      await tab.keyboard.press("Tab");
      const [name, outlined] = await tab.evaluate(() => {
        const one = document.activeElement;
        if (one === document.body) return [null, true];
        return [(one.getAttribute("aria-label") || one.textContent).trim(), getComputedStyle(one).outlineStyle !== "none"];
      });
      if (name === null) break;  // out at the end
      assert.ok(outlined, `${name} has no outline`);
      stops.push(name);
    }
    assert.equal(stops[0], "Skip to the nodes");
    for (const wanted of ["touch /tmp/confirm-new-cluster", "Copy the command for n2", "Other possibilities (3)", "The whole of it, as in the log", "Metrics"])
      assert.ok(stops.includes(wanted), `${wanted} is not among ${stops.join(" | ")}`);
    // Folded commands are no stops.
    assert.ok(!stops.includes("touch /tmp/confirm-force-bootstrap"));
  });
});

test("nothing moves", async () => {
  await inTab(situations.stateTransfer(), {}, async (tab) => {
    assert.equal(await tab.evaluate(() => document.getAnimations().length), 0);
  });
});

test("200 % text on a small screen still fits", async () => {
  await inTab(situations.waiting(), {viewport: {width: 640, height: 800}}, async (tab) => {
    await tab.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await noSidewaysScroll(tab);
  });
});

test("a page of a version before says so", async () => {
  const data = situations.healthy();
  standIn.play(data);
  const tab = await openTab(browser, standIn.url);
  await drawn(tab);
  assert.doesNotMatch(await read(tab, "#about"), /load it again/);
  standIn.answer.warden.version = "99.0";
  await tab.getByText("load it again").waitFor({timeout: 10000});
  await closeTab(tab);
});

test("the page is small, whole, and allows nothing else", async () => {
  assert.ok(page.body.length < 100_000, `${page.body.length} bytes`);
  await inTab(situations.healthy(), {}, async (tab) => {
    const loaded = await tab.evaluate(() => performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname));
    assert.deepEqual([...new Set(loaded)], ["/api/v1/cluster"]);
    // The policy is alive: what it forbids does not work.
    const refused = await tab.evaluate(async () => {
      const tries = {};
      const script = document.createElement("script");
      try { script.textContent = "window.pwned = 1"; document.body.append(script); } catch { /* as it should */ }
      tries.script = window.pwned === undefined;
      try { document.createElement("p").innerHTML = "<b>x</b>"; tries.markup = false; } catch { tries.markup = true; }
      document.body.insertAdjacentElement("beforeend", document.createElement("p")).setAttribute("style", "position: fixed");
      tries.style = getComputedStyle(document.body.lastChild).position === "static";
      tries.fetch = await fetch("http://other.test/").then(() => false, () => true);
      await new Promise((resolve) => setTimeout(resolve, 200));  // they are told of later
      const breaches = window.breaches.length;
      window.breaches = [];
      return {...tries, breaches: breaches >= 3};
    });
    assert.deepEqual(refused, {script: true, markup: true, style: true, fetch: true, breaches: true});
    tab.book = [];
  });
});

test("the program serves it for GET and HEAD only, also as mysqld_exporter", async () => {
  for (const name of ["galera-warden", "mysqld_exporter"]) {
    const warden = await startWarden(name);
    try {
      const ask = (method) => fetch(warden.url + "/", {method, signal: AbortSignal.timeout(5000)});
      const got = await ask("GET");
      assert.equal(got.headers.get("content-encoding"), "gzip");
      assert.equal(await got.text(), page.body);
      const head = await ask("HEAD");
      assert.equal(head.status, 200);
      assert.ok(head.headers.get("content-security-policy"));
      for (const method of ["POST", "PUT", "DELETE"]) assert.equal((await ask(method)).status, 405);
    } finally {
      await warden.stop();
    }
  }
});
