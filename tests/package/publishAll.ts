import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { packageNames, scope } from "../../packaging/modules";
import type { PrivateRegistry } from "./registry";

const root = resolve(__dirname, "..", "..");
export const componentName = "azure-genai-gateway";

/** What is published: a name, and the folder it is published from once it has been built. */
export const published: readonly (readonly [name: string, folder: string])[] = [
  ...packageNames(root).map((name) => [`${scope}/${name}`, join(root, "dist", "packages", name)] as const),
  [componentName, root],
];

type Manifest = Record<string, unknown> & { dependencies?: Record<string, string> };

/** A package as it would be published, unpacked, with a version put in: its siblings' too, which it asks for exactly. */
export function unpacked(source: string, into: string, version: string): string {
  mkdirSync(into, { recursive: true });
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", into], {
      cwd: source,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  ) as [{ filename: string }];
  // npm names a scope's file in JSON otherwise than on disk.
  execFileSync("tar", ["-xzf", filename.replace(/^@/, "").replace("/", "-")], { cwd: into });
  const own = join(into, "package");
  const manifest = JSON.parse(readFileSync(join(own, "package.json"), "utf8")) as Manifest;
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies ?? {}).map(([name, range]) => [
      name,
      name.startsWith(`${scope}/`) ? version : range,
    ]),
  );
  writeFileSync(
    join(own, "package.json"),
    JSON.stringify({ ...manifest, version, dependencies }, undefined, 2),
  );
  return own;
}

/** Publishes every package in this or the given version. */
export async function publishAll(registry: PrivateRegistry, folder: string, version?: string): Promise<void> {
  const wanted =
    version ?? (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
  const token = await registry.token(`publisher-${wanted}`);
  for (const [name, source] of published) {
    const own = unpacked(source, join(folder, `${name.replace("/", "-")}-${wanted}`), wanted);
    writeFileSync(join(own, ".npmrc"), `${registry.url.replace("http:", "")}/:_authToken=${token}\n`);
    const { status, stderr } = spawnSync("npm", ["publish", "--ignore-scripts"], {
      cwd: own,
      encoding: "utf8",
      env: { ...process.env, npm_config_registry: registry.url },
    });
    if (status !== 0) throw new Error(`${name} is not published: ${stderr}`);
  }
}
