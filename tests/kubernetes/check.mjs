// Holds manifests against Kubernetes' own OpenAPI, and CRDs of the Prometheus Operator, as the packages
// kubernetes-models publish them: values by their validators; names of fields by TypeScript, which knows them all.
//   node check.mjs FILE.yaml ...
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

const packages = {
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator/monitoring.coreos.com",
  "apps": "kubernetes-models/apps",
  "policy": "kubernetes-models/policy",
  "networking.k8s.io": "kubernetes-models/networking.k8s.io",
  "": "kubernetes-models",
};

function moduleOf(apiVersion) {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  if (!(group in packages)) throw new Error(`no schema known for ${apiVersion}`);
  return `${packages[group]}/${version}`;
}

let complaints = 0;
const complain = (where, what) => {
  complaints += 1;
  console.error(`${where}: ${what}`);
};

const lines = [];
let count = 0;
for (const path of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(path, "utf8"))) {
    for (const error of document.errors) complain(path, error.message);
    const manifest = document.toJS();
    if (manifest === null || manifest.kind === "Kustomization") continue;
    const where = `${path}: ${manifest.kind} ${manifest.metadata?.name}`;
    const module = moduleOf(manifest.apiVersion);
    const { [manifest.kind]: Model } = await import(module);
    if (Model === undefined) {
      complain(where, `${module} has no ${manifest.kind}`);
      continue;
    }
    try {
      new Model(manifest).validate();
    } catch (error) {
      complain(where, error.message);
    }
    lines.push(`// ${where}`, `import type { I${manifest.kind} as T${count} } from "${module}";`,
               `export const m${count}: T${count} = ${JSON.stringify(manifest, null, 1)};`);
    count += 1;
  }
}

// Beside node_modules, or nothing is found.
const work = mkdtempSync(join(import.meta.dirname, "node_modules", ".check-"));
writeFileSync(join(work, "manifests.ts"), lines.join("\n") + "\n");
const compiled = spawnSync(process.execPath, [join(import.meta.dirname, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict",
  "--skipLibCheck", "--module", "nodenext", "--target", "es2022", join(work, "manifests.ts")], { encoding: "utf8", timeout: 120000 });
if (compiled.status !== 0) complain("names of fields", compiled.stdout + compiled.stderr);
rmSync(work, { recursive: true });

if (count === 0) complain("manifests", "none were read");
if (complaints > 0) process.exit(1);
console.log(`${count} manifests are as their schemas`);
