import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { type Document, isAlias, isMap, isScalar, type YAMLMap } from "yaml";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { throwIfErrors } from "@azure-genai-gateway/common/problem";
import { isRecord } from "@azure-genai-gateway/common/records";
import { isMergeKey, readYaml, type YamlFile } from "@azure-genai-gateway/common/yaml";

export interface StackConfig {
  readonly project: string;
  readonly stack: string;
  /** Absolute path of the program's entry: `main` of Pulumi.yaml, by default the project's folder. */
  readonly program: string;
  /** The folder that the program runs in: its entry's, as Pulumi has it. */
  readonly directory: string;
  /** Keys as `project:key`; structured values as JSON text, the form in which Pulumi passes them on. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfigKeys: readonly string[];
}

export interface ReadStackConfigOptions {
  /**
   * Plaintext for an encrypted value, by its full key. Asked before the environment variable
   * {@link secretVariable}; without either, the encrypted value is a problem.
   */
  readonly secrets?: (key: string) => string | undefined;
  /** Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** `shop:apiKey` is looked up as `PULUMI_SECRET_SHOP_APIKEY`. */
export function secretVariable(key: string): string {
  return `PULUMI_SECRET_${key.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}

/**
 * Reads Pulumi.yaml and Pulumi.STACK.yaml as `pulumi up` would
 * (https://www.pulumi.com/docs/iac/concepts/config/). Throws a ProblemsError for everything that is wrong with
 * both: a missing file (with the stacks there are), YAML that does not parse, secrets without a replacement.
 */
export function readStackConfig(
  projectDir: string,
  stack: string,
  options: ReadStackConfigOptions = {},
): StackConfig {
  const problems: Problem[] = [];
  const title = `Stack ${stack} cannot be read`;
  const projectFile = readFile(
    join(projectDir, "Pulumi.yaml"),
    problems,
    "a Pulumi project has one: go to its folder, or name it with --cwd",
  );
  const stackFile = readFile(join(projectDir, `Pulumi.${stack}.yaml`), problems, stacksThere(projectDir));
  throwIfErrors(title, problems);
  const project = textOf(projectFile?.document, "name") ?? "";
  if (projectFile && project === "") {
    const place = { file: projectFile.file, line: 1, column: 1 };
    problems.push({
      code: "CONFIG_NO_PROJECT_NAME",
      severity: "error",
      message: "Pulumi.yaml has no name",
      place,
    });
  }
  const read = new ConfigReader(project, options, problems);
  if (projectFile) read.defaults(projectFile);
  if (stackFile) read.values(stackFile);
  throwIfErrors(title, problems);
  const main = textOf(projectFile?.document, "main") ?? ".";
  const program = join(projectDir, main);
  const directory = statSync(program, { throwIfNoEntry: false })?.isFile() ? dirname(program) : program;
  return {
    project,
    stack,
    program,
    directory: existsSync(directory) ? resolve(directory) : resolve(projectDir),
    ...read.result(),
  };
}

interface StackYaml extends YamlFile {
  readonly file: string;
}

function readFile(path: string, problems: Problem[], hint: string): StackYaml | undefined {
  const file = relative(process.cwd(), path) || path;
  if (!existsSync(path)) {
    problems.push({ code: "CONFIG_FILE_MISSING", severity: "error", message: `there is no ${file}`, hint });
    return undefined;
  }
  const yaml = readYaml(readFileSync(path, "utf8"), file, "CONFIG_YAML", "pulumi");
  problems.push(...yaml.problems);
  return { ...yaml, file };
}

function stacksThere(projectDir: string): string {
  const files = existsSync(projectDir) ? readdirSync(projectDir) : [];
  const stacks = files.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []).sort();
  return stacks.length > 0
    ? `the stacks there are: ${stacks.join(", ")}`
    : "there are no stack files beside it";
}

class ConfigReader {
  private readonly config: Record<string, string> = {};
  private readonly secretKeys = new Set<string>();

  constructor(
    private readonly project: string,
    private readonly options: ReadStackConfigOptions,
    private readonly problems: Problem[],
  ) {}

  result(): Pick<StackConfig, "config" | "secretConfigKeys"> {
    return { config: this.config, secretConfigKeys: [...this.secretKeys] };
  }

  /** Pulumi.yaml: a plain value, or `{ value }`, or `{ type, default, secret }`. */
  defaults(yaml: StackYaml): void {
    for (const [key, value, at] of this.entries(yaml)) {
      const declared = isRecord(value) ? value : { default: value };
      const given = "value" in declared ? declared["value"] : declared["default"];
      const full = this.fullKey(key);
      if (declared["secret"] === true && full !== undefined) this.secretKeys.add(full);
      if (given !== undefined) this.set(key, given, yaml, at);
    }
  }

  /** Pulumi.STACK.yaml. Of a key without a value Pulumi hands over an empty text. */
  values(yaml: StackYaml): void {
    const wrong = noMap(yaml);
    if (wrong) this.problems.push(wrong);
    else for (const [key, value, at] of this.entries(yaml)) this.set(key, value ?? "", yaml, at);
  }

  private set(key: string, value: unknown, yaml: StackYaml, at: unknown): void {
    const full = this.fullKey(key);
    if (full === undefined) {
      this.report(yaml, at, `${key} is no key`, "write PROJECT:NAME, or a name without a colon");
      return;
    }
    if (!isFinite(value)) {
      const hint = "write the text in quotes, or a number";
      this.report(yaml, at, `${full} has a number that JSON does not have, which Pulumi refuses`, hint);
      return;
    }
    const plain = this.decrypt(value, full, yaml, at);
    if (plain === undefined || plain === null) return;
    this.config[full] = typeof plain === "string" ? plain : jsonText(plain);
  }

  private report(yaml: StackYaml, at: unknown, message: string, hint: string): void {
    this.problems.push({ code: "CONFIG_YAML", severity: "error", message, hint, place: yaml.placeOf(at) });
  }

  /** Keys that are no texts to YAML are none to Pulumi: it takes `'1'`, and not `1`. */
  private entries(yaml: StackYaml): ReturnType<typeof entries> {
    for (const { key } of configOf(yaml)?.items ?? [])
      if (!isScalar(key) || (typeof key.value !== "string" && !isMergeKey(key)))
        this.report(yaml, key, `${String(isScalar(key) ? key.source : key)} is no key`, "write it in quotes");
    return entries(yaml);
  }

  /** `{ secure: ... }` anywhere in the value; only Pulumi holds the key, so something must stand in for it. */
  private decrypt(value: unknown, path: string, yaml: StackYaml, at: unknown, key = path): unknown {
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => this.decrypt(item, `${path}[${index}]`, yaml, at, key));
    }
    if (!isRecord(value)) return value;
    if (Object.keys(value).length !== 1 || typeof value["secure"] !== "string") {
      const items = Object.entries(value);
      return Object.fromEntries(
        items.map(([name, item]) => [name, this.decrypt(item, `${path}.${name}`, yaml, at, key)]),
      );
    }
    this.secretKeys.add(key);
    const variable = secretVariable(path);
    const environment = this.options.environment ?? process.env;
    const replacement = this.options.secrets?.(path) ?? environment[variable];
    if (replacement === undefined) {
      this.problems.push({
        code: "CONFIG_ENCRYPTED",
        severity: "error",
        subject: path,
        message: "is encrypted, and only Pulumi can decrypt it",
        hint: `set ${variable} to a value for local use`,
        place: yaml.placeOf(at),
      });
    }
    return replacement;
  }

  /** `a:config:b` is how Pulumi once wrote `a:b`. */
  private fullKey(key: string): string | undefined {
    const parts = key.split(":");
    if (parts.length === 1) return `${this.project}:${key}`;
    if (parts.length === 3 && parts[1] === "config") return `${parts[0]}:${parts[2]}`;
    return parts.length === 2 ? key : undefined;
  }
}

/** A stack file that is, or whose config is, something else than keys and values: Pulumi takes none. */
function noMap(yaml: StackYaml): Problem | undefined {
  const root: unknown = yaml.value() ?? {};
  const config: unknown = isRecord(root) ? (root["config"] ?? {}) : {};
  if (isRecord(root) && isRecord(config)) return undefined;
  return {
    code: "CONFIG_YAML",
    severity: "error",
    message: `${isRecord(root) ? "config" : "the file"} is no map of keys`,
    hint: "write keys and values",
    place: yaml.placeOf(isRecord(root) ? yaml.document.get("config", true) : yaml.document.contents),
  };
}

function configOf({ document }: StackYaml): YAMLMap | undefined {
  const found = isMap(document.contents) ? document.get("config", true) : undefined;
  const config = isAlias(found) ? found.resolve(document) : found;
  return isMap(config) ? config : undefined;
}

function entries(yaml: StackYaml): readonly (readonly [key: string, value: unknown, at: unknown])[] {
  const found = isMap(yaml.document.contents) ? yaml.document.get("config", true) : undefined;
  const config = configOf(yaml);
  const values = (yaml.value() as { config?: Record<string, unknown> } | null)?.config ?? {};
  if (!config) return Object.entries(values).map(([key, value]) => [key, value, found] as const);
  const keys = new Map(config.items.map(({ key }) => [isScalar(key) ? String(key.value) : String(key), key]));
  // What << has laid under it stands there.
  const merge = config.items.find(({ key }) => isMergeKey(key))?.key;
  return Object.entries(values).map(([key, value]) => [key, value, keys.get(key) ?? merge] as const);
}

function isFinite(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value !== "object" || value === null || Object.values(value).every(isFinite);
}

/** As JSON.stringify, which knows no whole numbers beyond those that JavaScript counts exactly. */
function jsonText(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}:${jsonText(item)}`)
    .join(",")}}`;
}

function textOf(document: Document | undefined, key: string): string | undefined {
  const value: unknown = isMap(document?.contents) ? document.get(key) : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}
