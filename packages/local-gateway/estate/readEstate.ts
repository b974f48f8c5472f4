import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { filesBelow, readTextFile } from "@azure-genai-gateway/common/textFile";
import { documentRoot, isPolicyFile } from "@azure-genai-gateway/policy-language/policyFiles";
import { asRecord, azureType, records, textOf } from "../resources/inputs";
import { EstateBuilder, type Estate } from "./estate";
import { findArtifacts, readFolder } from "./folder";
import { type JsonFile, readJsonFile } from "./jsonFile";
import { readPolicyDocument, readPolicyFolder } from "./policyDocuments";
import {
  nothingServed,
  refusalByName,
  refusalOfFolder,
  refusalOfJson,
  refusalOfText,
  refusalOfXml,
  refused,
} from "./refusals";
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
    throw refused(path, {
      code: "ESTATE_MISSING",
      message: "There is no such file or folder",
      hint: "Check the path",
    });
  const estate = statSync(path).isDirectory() ? readAnyFolder(path, options) : readAnyFile(path, options);
  if (estate.resources.some((one) => azureType(one)?.startsWith("apimanagement:"))) return estate;
  // What could not be read is told with it: a linked template may hold all there is.
  throw new ProblemsError(`${path} cannot be served`, [
    nothingServed(path, estate.notServed),
    ...estate.problems,
  ]);
}

function readAnyFolder(folder: string, options: ReadEstateOptions): Estate {
  const artifacts = findArtifacts(folder);
  if (artifacts !== undefined) return readFolder(artifacts);
  const template = ["azuredeploy.json", "main.json", "template.json", "mainTemplate.json"]
    .map((name) => join(folder, name))
    .find((file) => existsSync(file));
  if (template !== undefined) return readAnyFile(template, options);
  const documents = filesBelow(folder, isPolicyFile);
  if (documents.some((file) => documentRoot(readTextFile(file)))) return readPolicyFolder(folder, documents);
  throw refused(folder, refusalOfFolder(folder));
}

function readAnyFile(file: string, options: ReadEstateOptions): Estate {
  const named = refusalByName(file);
  if (named) throw refused(file, named);
  const text = readTextFile(file);
  const isXml = /^\uFEFF?\s*</.test(text);
  const definition = isXml ? refusalOfXml(text) : undefined;
  if (definition) throw refused(file, definition);
  if (isXml || isPolicyFile(file)) return readPolicyDocument(file, text);
  const other = refusalOfText(text, file);
  if (other) throw refused(file, other);
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
  throw refused(file, refusalOfJson(json.value, file));
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
