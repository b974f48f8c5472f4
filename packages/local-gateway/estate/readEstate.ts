import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Problem, ProblemsError } from "@azure-genai-gateway/common/problem";
import { asRecord, records, textOf } from "../resources/inputs";
import { EstateBuilder, type Estate } from "./estate";
import { findArtifacts, readFolder } from "./folder";
import { type JsonFile, readJsonFile } from "./jsonFile";
import { documentRoot, readPolicyDocument, readPolicyFolder } from "./policyDocuments";
import { isSimulatorConfig, readSimulatorConfig } from "./simulatorConfig";
import { readTemplate } from "./template";
import { readTerraform } from "./terraform";

export interface ReadEstateOptions {
  /** Values for an ARM template's parameters, by name. */
  readonly parameters?: ReadonlyMap<string, unknown>;
}

/**
 * Reads whatever declares API Management without Pulumi: a policy document, a folder of such, a folder in APIOps' layout,
 * an ARM template (Bicep compiles to one, the service exports one), what `terraform show -json` prints.
 * @throws ProblemsError where the file is not there or is none of these, with what to do about it
 */
export function readEstate(path: string, options: ReadEstateOptions = {}): Estate {
  if (!existsSync(path))
    throw refused(path, "ESTATE_MISSING", "There is no such file or folder", "Check the path");
  return statSync(path).isDirectory() ? readAnyFolder(path, options) : readAnyFile(path, options);
}

function readAnyFolder(folder: string, options: ReadEstateOptions): Estate {
  const artifacts = findArtifacts(folder);
  if (artifacts !== undefined) return readFolder(artifacts);
  const template = ["azuredeploy.json", "main.json", "template.json", "mainTemplate.json"]
    .map((name) => join(folder, name))
    .find((file) => existsSync(file));
  if (template !== undefined) return readAnyFile(template, options);
  const documents = xmlFiles(folder, 0);
  if (documents.length > 0) return readPolicyFolder(folder, documents);
  const hint = (["Pulumi.yaml", "main.bicep"] as const).find((name) => existsSync(join(folder, name)));
  const terraform = readdirSync(folder).some((name) => name.endsWith(".tf"));
  throw refused(
    folder,
    "ESTATE_UNKNOWN",
    "The folder holds no policy document, no APIOps artifacts and no template",
    hint === "Pulumi.yaml"
      ? "It is a Pulumi program: serve it with dev --cwd"
      : hint === "main.bicep"
        ? bicepHint("main.bicep")
        : terraform
          ? terraformHint
          : "Name the file that declares API Management",
  );
}

const bicepHint = (file: string) => `Compile it, and name the result: bicep build ${file}`;
const terraformHint = "Name the file that this writes: terraform show -json > estate.json";

function readAnyFile(file: string, options: ReadEstateOptions): Estate {
  if (/\.bicep(?:param)?$/i.test(file))
    throw refused(file, "ESTATE_BICEP", "Bicep is not read as it is", bicepHint(file));
  if (/\.tf(?:vars|state)?$/i.test(file))
    throw refused(file, "ESTATE_TERRAFORM", "Terraform is not read as it is", terraformHint);
  const text = decoded(readFileSync(file));
  if (documentRoot(text) || /\.xml$/i.test(file)) return readPolicyDocument(file, text);
  return readJson(readJsonFile(text, file), options);
}

/** @throws ProblemsError */
export function readJson(json: JsonFile, options: ReadEstateOptions): Estate {
  const { file } = json;
  if (json.problems.length > 0) throw new ProblemsError(`${file} cannot be read`, json.problems);
  const value = asRecord(json.value);
  if (value && isTerraform(value)) return readTerraform(json);
  if (value?.["resources"] !== undefined && isTemplate(value))
    return readTemplate({ json, parameters: options.parameters });
  if (value && isSimulatorConfig(value)) return readSimulatorConfig(json);
  const listed = records(Array.isArray(json.value) ? json.value : (value?.["value"] ?? [value]));
  const own = listed.filter(
    ({ id, type }) => typeof id === "string" && typeof type === "string" && type.includes("/"),
  );
  if (own.length > 0) {
    const estate = new EstateBuilder();
    estate.files.add(file);
    for (const resource of own) estate.add(String(resource["type"]), String(resource["id"]), resource);
    return estate.build("list of resources");
  }
  throw refused(
    file,
    "ESTATE_UNKNOWN",
    "The file is no policy document, no ARM template and no output of terraform show -json",
    /parameters\.json$/i.test(file)
      ? "Name the template, and this file by --parameters"
      : "Name the file that declares API Management",
  );
}

function isTerraform(value: Readonly<Record<string, unknown>>): boolean {
  return [value["values"], value["planned_values"]].some(
    (one) => asRecord(one)?.["root_module"] !== undefined,
  );
}

/** By its schema, or else by resources with types of Azure's. */
function isTemplate(value: Readonly<Record<string, unknown>>): boolean {
  if (/deploymentTemplate\.json/i.test(textOf(value["$schema"]) ?? "")) return true;
  const list = value["resources"];
  return records(Array.isArray(list) ? list : Object.values(asRecord(list) ?? {})).some(
    ({ type }) => typeof type === "string" && /^[\w.]+\/\w+/.test(type),
  );
}

/** UTF-16 is what PowerShell writes when output is redirected. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le");
  return bytes.toString("utf8");
}

function xmlFiles(folder: string, depth: number): readonly string[] {
  if (depth > 8) return [];
  return readdirSync(folder)
    .filter((name) => name !== "node_modules" && !name.startsWith("."))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const entry = statSync(path, { throwIfNoEntry: false });
      if (entry?.isDirectory()) return xmlFiles(path, depth + 1);
      return /\.xml$/i.test(name) && documentRoot(readFileSync(path, "utf8")) ? [path] : [];
    });
}

function refused(file: string, code: string, message: string, hint: string): ProblemsError {
  const problem: Problem = { code, severity: "error", message, hint, place: { file, line: 1, column: 1 } };
  return new ProblemsError(`${file} cannot be served`, [problem]);
}
