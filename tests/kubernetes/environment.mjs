// Prints what the StatefulSet's container finds in its environment, NAME=VALUE a line; what only a cluster knows
// is made up, and files of secrets are looked for in the directory given.
//   node environment.mjs STATEFULSET.yaml SECRETS
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const [path, secrets] = process.argv.slice(2);
const made_up = { "metadata.name": "mariadb-0", "metadata.namespace": "mysql", "status.podIP": "127.0.0.1" };
const [container] = parse(readFileSync(path, "utf8")).spec.template.spec.containers;
const mounts = Object.fromEntries(container.volumeMounts.map((mount) => [mount.name, mount.mountPath]));
for (const { name, value, valueFrom } of container.env) {
  const text = value ?? made_up[valueFrom.fieldRef.fieldPath];
  if (text.startsWith("/") && !Object.values(mounts).some((mount) => text.startsWith(mount + "/")))
    throw new Error(`${name}: nothing is mounted where ${text} is`);
  if (name !== "GALERA_WARDEN_CONFIG") console.log(`${name}=${text.replace(mounts.secrets, secrets)}`);
}
