import { execFile, spawn, type ChildProcess } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalCloud, type LocalCloudOptions } from "../../packages/local-cloud/account/localCloud";
import { serveArm, type ArmServer } from "../../packages/local-cloud/arm/serveArm";
import { serveProvider, type ProviderServer } from "../../packages/local-cloud/pulumi/serveProvider";

export const projectRoot = join(__dirname, "..", "..");

/** What one run of the CLI came to. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A project folder outside the work tree with everything that Pulumi needs beside it: a file backend, a home, a
 * passphrase, and the local cloud in place of Azure.
 */
export class Workspace {
  readonly directory: string;
  readonly project: string;
  private readonly processes = new Set<ChildProcess>();
  private readonly variables: Record<string, string> = {};

  private constructor(
    readonly cloud: LocalCloud,
    private readonly provider: ProviderServer,
    private readonly arm: ArmServer,
  ) {
    this.directory = mkdtempSync(join(tmpdir(), "genai-engine-"));
    this.project = join(this.directory, "project");
    for (const folder of ["project", "state", "home"]) mkdirSync(join(this.directory, folder));
  }

  static async create(options: LocalCloudOptions = {}): Promise<Workspace> {
    const cloud = new LocalCloud(options);
    return new Workspace(cloud, await serveProvider(cloud), await serveArm(cloud));
  }

  /** One of its own with all that this one has: project, state, and what is in the cloud. */
  async copy(options: LocalCloudOptions = {}): Promise<Workspace> {
    const copy = await Workspace.create(options);
    for (const folder of ["project", "state", "home"])
      cpSync(join(this.directory, folder), join(copy.directory, folder), {
        recursive: true,
        verbatimSymlinks: true,
      });
    copy.cloud.hold(...this.cloud.resources);
    return copy;
  }

  /** Puts this repository's program into the project folder. */
  withOwnProgram(): this {
    // What is not needed costs a deployment nothing, what is missing its program.
    const rooms = ["components", "policies", "queries"];
    const files = ["index.ts", "package.json", "tsconfig.json"];
    const settings = readdirSync(projectRoot).filter((name) => /^Pulumi(\..+)?\.yaml$/.test(name));
    for (const part of [
      ...rooms.filter((room) => existsSync(join(projectRoot, room))),
      ...files,
      ...settings,
    ])
      cpSync(join(projectRoot, part), join(this.project, part), { recursive: true });
    symlinkSync(join(projectRoot, "node_modules"), join(this.project, "node_modules"));
    return this;
  }

  /** Resolves when an engine tells its providers that its update has been cancelled. */
  get cancelled(): Promise<void> {
    return this.provider.cancelled;
  }

  /** Sets environment variables for all that this workspace starts. */
  with(variables: Readonly<Record<string, string>>): this {
    Object.assign(this.variables, variables);
    return this;
  }

  /** Everything that a `pulumi` of this workspace has to be started with. */
  get environment(): Record<string, string> {
    const { port } = this.provider;
    return {
      PATH: process.env["PATH"] ?? "",
      HOME: this.directory,
      PULUMI_HOME: join(this.directory, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "tests only",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      AZURE_GENAI_GATEWAY_ARM_URL: this.arm.url,
      PULUMI_DEBUG_PROVIDERS: `azure-native:${port},random:${port}`,
      ...this.variables,
    };
  }

  /** Runs `pulumi ARGS` in the project folder; never rejects for its exit code. */
  pulumi(...args: readonly string[]): Promise<CliResult> {
    return this.run("pulumi", [...args, "--non-interactive"]);
  }

  run(
    command: string,
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<CliResult> {
    return new Promise((resolve) => {
      const child = execFile(
        command,
        [...args],
        { cwd: this.project, env: { ...this.environment, ...more }, maxBuffer: 2 ** 28 },
        (error, stdout, stderr) => {
          this.processes.delete(child);
          const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
          resolve({ code, stdout, stderr });
        },
      );
      this.processes.add(child);
    });
  }

  /** Starts a command and leaves it running. */
  start(command: string, args: readonly string[]): ChildProcess {
    const child = spawn(command, [...args], { cwd: this.project, env: this.environment });
    this.processes.add(child);
    return child;
  }

  /** Changes a file of the project folder. */
  edit(file: string, change: (text: string) => string): void {
    const path = join(this.project, file);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`${file} is as before: the test's edit does not fit any more`);
    writeFileSync(path, after);
  }

  /** The stack's state, as the backend keeps it. */
  state(stack: string, project = "azure-genai-gateway"): string {
    return readFileSync(join(this.directory, "state", ".pulumi", "stacks", project, `${stack}.json`), "utf8");
  }

  async close(): Promise<void> {
    for (const child of this.processes) child.kill("SIGKILL");
    await this.provider.close();
    await this.arm.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
