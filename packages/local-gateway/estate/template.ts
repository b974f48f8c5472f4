import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { readTextFile } from "@azure-genai-gateway/common/textFile";
import { localScope } from "../arm-template/resourceIds";
import { templateResources, type TemplateResource } from "../arm-template/readTemplate";
import { asRecord, type Json, textOf } from "../resources/inputs";
import { EstateBuilder, type Estate } from "./estate";
import { readJsonFile, type JsonFile } from "./jsonFile";
import { givenParameters } from "./parameters";

export interface TemplateSource {
  readonly json: JsonFile;
  /** Values of its parameters by name. */
  readonly parameters?: ReadonlyMap<string, unknown>;
}

/**
 * What an ARM template declares: written by hand, compiled from Bicep, or exported by the service.
 * https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service
 */
export function readTemplate({ json, parameters }: TemplateSource): Estate {
  const estate = new EstateBuilder();
  estate.files.add(json.file);
  const wrong: Problem[] = [];
  const given = givenParameters(json, parameters ?? new Map(), wrong);
  const linked = (link: Json): unknown => {
    const relative = textOf(link["relativePath"]) ?? "";
    const file = join(dirname(json.file), relative);
    if (relative === "" || !existsSync(file)) return undefined;
    estate.files.add(file);
    return readJsonFile(readTextFile(file), file).value;
  };
  const options = { parameters: given, scope: localScope, problems: estate.problems, linked };
  for (const resource of templateResources(json.value, options)) {
    if (resource.existing || /^microsoft\.resources\/deployments$/i.test(resource.type)) continue;
    addResource(resource, json, estate);
  }
  const problems = [...wrong, ...estate.problems.splice(0)];
  for (const problem of problems) {
    const name = problem.code === "TEMPLATE_PARAMETER_MISSING" ? problem.missing : undefined;
    const place = name === undefined ? undefined : json.placeOf(["parameters", name]);
    estate.problem({ ...problem, place: problem.place ?? place ?? { file: json.file, line: 1, column: 1 } });
  }
  return estate.build("ARM template");
}

function addResource(resource: TemplateResource, json: JsonFile, estate: EstateBuilder): void {
  const { type, id, body, source } = resource;
  const isDocument = /\/(?:policies|policyFragments)$/i.test(type);
  const properties = asRecord(body["properties"]) ?? {};
  const text = properties["value"] ?? properties["policyContent"];
  const sourceFile = `${json.file}#${id.replace(/^.*\/service\//i, "")}`;
  if (!isDocument || typeof text !== "string") {
    const here = json.placeOf(json.pathOf(source) ?? []);
    if (here) estate.place(sourceFile, json.file, here);
    return estate.add(type, id, body, sourceFile);
  }
  const path = textPath(asRecord(source["properties"]) ?? {}, text, json);
  const start = path && json.placeOf(path);
  const map = path && json.mapOf(path);
  if (map) estate.place(sourceFile, json.file, map);
  else if (start) estate.place(sourceFile, json.file, start);
  estate.add(type, id, body, sourceFile);
}

/** Where a policy's text stands: in the resource, or in the variable that Bicep puts a loaded file in. */
function textPath(properties: Json, text: string, json: JsonFile): readonly (string | number)[] | undefined {
  const own = json.pathOf(properties);
  if (!own) return undefined;
  const key = "value" in properties ? "value" : "policyContent";
  const written = properties[key];
  if (typeof written !== "string") return own;
  const here = [...own, key];
  if (written === text) return here;
  const variable = /variables\('([^']+)'\)/.exec(written)?.[1];
  if (variable === undefined) return here;
  // A nested template has variables of its own; the nearest that has one of this name is meant.
  for (let depth = own.length; depth >= 0; depth--) {
    const path = [...own.slice(0, depth), "variables", variable];
    if (json.placeOf(path)) return path;
  }
  return here;
}
