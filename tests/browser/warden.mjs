// The page as the program gives it: a `galera-warden monitor` beside no mariadbd at all.
import {spawn} from "node:child_process";
import {mkdtempSync, rmSync, symlinkSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

// Starts it; `name` is what it is called by. Its ports are asked for.
export async function startWarden(name = "galera-warden") {
  const program = process.env.GALERA_WARDEN;
  if (!program) throw new Error("GALERA_WARDEN is not set: run tests/browser/run.sh");
  const home = mkdtempSync(join(tmpdir(), "warden."));
  const called = join(home, name);
  symlinkSync(program, called);
  const options = ["--web.listen-address=127.0.0.1:0", "--mysqld.address=127.0.0.1:1", "--mysqld.username=nobody"];
  const child = spawn(called, name === "galera-warden" ? ["monitor", ...options] : options, {
    cwd: home,
    env: {HOME: home, PATH: process.env.PATH, GALERA_WARDEN_HEALTH_READY_LISTEN_ADDRESS: "127.0.0.1:0",
          GALERA_WARDEN_HEALTH_SYNCED_LISTEN_ADDRESS: "127.0.0.1:0"},
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill();
    await ended;
    rmSync(home, {recursive: true});
  };
  let log = "";
  const url = await new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`it does not listen; its log:\n${log}`)), 10000);
    child.once("exit", () => reject(new Error(`it has ended; its log:\n${log}`)));
    child.stderr.on("data", (text) => {
      log += text;
      const found = log.match(/server=metrics address=(127\.0\.0\.1:\d+)/);
      if (!found) return;
      clearTimeout(deadline);
      resolve(`http://${found[1]}`);
    });
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return {url, stop};
}

// {body, headers} of "/".
export async function pageOfWarden() {
  const warden = await startWarden();
  try {
    const answer = await fetch(warden.url + "/", {signal: AbortSignal.timeout(5000)});
    const headers = {};
    for (const name of ["content-type", "content-security-policy", "x-content-type-options", "referrer-policy", "cache-control"])
      headers[name] = answer.headers.get(name);
    return {body: await answer.text(), headers};
  } finally {
    await warden.stop();
  }
}
