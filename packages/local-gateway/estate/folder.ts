import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { readTextFile } from "@azure-genai-gateway/common/textFile";
import { asRecord, type Json, records } from "../resources/inputs";
import { EstateBuilder, type Estate, localService } from "./estate";
import { readJsonFile } from "./jsonFile";
import { readSpecification } from "./specification";

interface Kind {
  /** Names that the folder goes by; the extractor's first, then those of other versions and tools. */
  readonly folders: readonly string[];
  /** Segment of the ARM id. */
  readonly segment: string;
  readonly type: string;
  readonly information: string;
}

const kinds: readonly Kind[] = [
  kind("namedValues", "namedValueInformation.json", "named values", "namedValues", "named-values"),
  kind("backends", "backendInformation.json", "backends"),
  kind("loggers", "loggerInformation.json", "loggers"),
  kind("diagnostics", "diagnosticInformation.json", "diagnostics"),
  kind(
    "apiVersionSets",
    "versionSetInformation.json",
    "version sets",
    "versionSets",
    "apiVersionSets",
    "version-sets",
  ),
  kind(
    "policyFragments",
    "policyFragmentInformation.json",
    "policy fragments",
    "policyFragments",
    "policy-fragments",
  ),
  kind("subscriptions", "subscriptionInformation.json", "subscriptions"),
  kind("schemas", "schemaInformation.json", "schemas"),
  kind("users", "userInformation.json", "users"),
  kind("gateways", "gatewayInformation.json", "gateways"),
  kind("groups", "groupInformation.json", "groups"),
  kind("tags", "tagInformation.json", "tags"),
  kind("workspaces", "workspaceInformation.json", "workspaces"),
];

function kind(segment: string, information: string, ...folders: readonly string[]): Kind {
  return { segment, information, folders, type: `Microsoft.ApiManagement/service/${segment}` };
}

/** Folders by which a folder of APIOps is known. */
const telling = ["apis", "products", ...kinds.flatMap(({ folders }) => folders)];

/** The folder of artifacts: the folder itself, or the one in it that extractors are told to write to. */
export function findArtifacts(folder: string): string | undefined {
  const within = subfolders(folder);
  const candidates = [folder, ...within.map((name) => join(folder, name))];
  const found = candidates.find(isArtifacts);
  if (found !== undefined) return found;
  return within
    .flatMap((name) => subfolders(join(folder, name)).map((inner) => join(folder, name, inner)))
    .find(isArtifacts);
}

/** By an information file in one of its folders: a folder called apis holds all kinds of things. */
function isArtifacts(folder: string): boolean {
  return telling.some((name) =>
    subfolders(join(folder, name)).some((item) =>
      filesIn(join(folder, name, item)).some((file) => /Information\.json$|^policy\.xml$/.test(file)),
    ),
  );
}

/**
 * What a folder in the layout of APIOps' extractor declares, in its versions up to now.
 * https://azure.github.io/apiops/apiops/3-apimTools/apiops-2-1-tools-extractor.html
 */
export function readFolder(folder: string): Estate {
  const estate = new EstateBuilder();
  const reader = new FolderReader(folder, estate);
  reader.policy(folder, localService);
  for (const one of kinds) reader.items(one, folder, localService);
  reader.apis();
  reader.products();
  return estate.build("APIOps folder");
}

class FolderReader {
  constructor(
    private readonly root: string,
    private readonly estate: EstateBuilder,
  ) {}

  items({ folders, segment, type, information }: Kind, within: string, parent: string): void {
    for (const folder of folders) {
      for (const name of subfolders(join(within, folder))) {
        const home = join(within, folder, name);
        const body = this.information(home, informationIn(home, information));
        const id = `${parent}/${segment}/${name}`;
        if (segment === "policyFragments") this.fragment(home, id, body, type);
        else this.estate.add(type, id, body, join(home, informationIn(home, information)));
      }
    }
  }

  apis(): void {
    const parent = join(this.root, "apis");
    for (const name of subfolders(parent)) {
      const home = join(parent, name);
      const id = `${localService}/apis/${name}`;
      const body = this.information(home, "apiInformation.json");
      const revision = /;rev=(\d+)$/i.exec(name)?.[1];
      const properties = { ...asRecord(body["properties"]) };
      // A revision's own folder says so by its name; the extractor leaves out which is the current one.
      if (revision !== undefined) Object.assign(properties, { apiRevision: revision, isCurrent: false });
      const specification = readSpecification(home, filesIn(home), properties, (file) =>
        this.estate.files.add(file),
      );
      this.estate.problems.push(...specification.problems);
      const type = "Microsoft.ApiManagement/service/apis";
      const complete = { ...body, properties: { ...properties, ...specification.properties } };
      this.estate.add(type, id, complete, join(home, "apiInformation.json"));
      this.policy(home, id, `${type}/policies`);
      for (const operation of subfolders(join(home, "operations")))
        this.policy(
          join(home, "operations", operation),
          `${id}/operations/${operation}`,
          `${type}/operations/policies`,
        );
      for (const diagnostic of subfolders(join(home, "diagnostics")))
        this.estate.add(
          `${type}/diagnostics`,
          `${id}/diagnostics/${diagnostic}`,
          this.information(join(home, "diagnostics", diagnostic), "diagnosticInformation.json"),
        );
      for (const schema of subfolders(join(home, "schemas")))
        this.estate.add(
          `${type}/schemas`,
          `${id}/schemas/${schema}`,
          this.information(join(home, "schemas", schema), "schemaInformation.json"),
        );
      for (const other of ["resolvers", "releases", "tags", "wikis"])
        for (const _ of subfolders(join(home, other))) this.estate.leaveOut(`${type}/${other}`);
    }
  }

  products(): void {
    const parent = join(this.root, "products");
    const type = "Microsoft.ApiManagement/service/products";
    for (const name of subfolders(parent)) {
      const home = join(parent, name);
      const id = `${localService}/products/${name}`;
      this.estate.add(type, id, this.information(home, "productInformation.json"));
      this.policy(home, id, `${type}/policies`);
      const listed = records(this.json(join(home, "apis.json"))).flatMap(({ name: api }) =>
        typeof api === "string" ? [api] : [],
      );
      for (const api of new Set([...listed, ...subfolders(join(home, "apis"))]))
        this.estate.add(`${type}/apis`, `${id}/apis/${api}`, {});
    }
  }

  policy(home: string, owner: string, type = "Microsoft.ApiManagement/service/policies"): void {
    // Beside it nothing else ends so; the extractor calls it policy.xml.
    const [name] = filesIn(home)
      .filter((file) => file.toLowerCase().endsWith(".xml"))
      .sort((left, right) => Number(right === "policy.xml") - Number(left === "policy.xml"));
    if (name === undefined) return;
    const text = this.text(join(home, name));
    // What is called otherwise may be anything; policy.xml is meant to be one, and is refused where it is none.
    if (name !== "policy.xml" && !/<policies[\s/>]/.test(text)) return;
    this.estate.add(
      type,
      `${owner}/policies/policy`,
      { properties: { format: "rawxml", value: text } },
      join(home, name),
    );
  }

  private fragment(home: string, id: string, body: Json, type: string): void {
    const file = filesIn(home).find((name) => name.toLowerCase().endsWith(".xml"));
    if (file === undefined) {
      this.estate.problem({
        code: "ESTATE_FRAGMENT_WITHOUT_TEXT",
        severity: "warning",
        subject: basename(home),
        message: "The folder of the policy fragment holds no XML",
        place: { file: home, line: 1, column: 1 },
      });
      return;
    }
    const properties = {
      ...asRecord(body["properties"]),
      format: "rawxml",
      value: this.text(join(home, file)),
    };
    this.estate.add(type, id, { ...body, properties }, join(home, file));
  }

  private information(home: string, name: string): Json {
    return asRecord(this.json(join(home, name))) ?? {};
  }

  private json(file: string): unknown {
    if (!existsSync(file)) return undefined;
    const read = readJsonFile(this.text(file), file);
    this.estate.problems.push(...read.problems);
    return read.problems.length > 0 ? undefined : read.value;
  }

  private text(file: string): string {
    this.estate.files.add(file);
    return readTextFile(file);
  }
}

/** The name of an item's information file: extractors of other versions call some otherwise (`apiVersionSetInformation.json`). */
function informationIn(home: string, usual: string): string {
  const names = filesIn(home);
  return names.includes(usual) ? usual : (names.find((name) => /Information\.json$/i.test(name)) ?? usual);
}

function subfolders(folder: string): readonly string[] {
  return entries(folder, true);
}

function filesIn(folder: string): readonly string[] {
  return entries(folder, false);
}

function entries(folder: string, directories: boolean): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => name !== "node_modules" && !name.startsWith("."))
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === directories)
    .sort();
}
