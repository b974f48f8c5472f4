import { readdirSync } from "node:fs";
import { type Problem, ProblemsError } from "@azure-genai-gateway/common/problem";
import { filesBelow, readTextFile } from "@azure-genai-gateway/common/textFile";
import { asRecord, type Json, textOf } from "../resources/inputs";

/** What a file or folder is that declares something, and yet nothing that can be served as it is. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const unknownFile = "The file is no policy document, no ARM template and no output of terraform show -json";
const nameAnother = "Name the file that declares API Management";
const terraformHint = "Name the file that this writes: terraform show -json > estate.json";
const bicepHint = (file: string) => `Compile it, and name the result: bicep build ${file}`;

/** Files that are refused by their names, before anything is read. */
export function refusalByName(file: string): Refusal | undefined {
  if (/\.bicep$/i.test(file))
    return { code: "ESTATE_BICEP", message: "Bicep is not read as it is", hint: bicepHint(file) };
  if (/\.bicepparam$/i.test(file))
    return {
      code: "ESTATE_BICEP",
      message: "Parameters of Bicep are not read as they are",
      hint: `Compile both: bicep build main.bicep, bicep build-params ${file}; name the template, and the parameters by --parameters`,
    };
  if (/\.(?:tf(?:\.json|vars(?:\.json)?|state(?:\.backup)?)?|hcl)$/i.test(file))
    return { code: "ESTATE_TERRAFORM", message: "Terraform is not read as it is", hint: terraformHint };
  return undefined;
}

/** A text that nothing of JSON can come of; `undefined` where it begins like JSON. */
export function refusalOfText(text: string, file: string): Refusal | undefined {
  const start = text.replace(/^\uFEFF/, "").trimStart();
  if (start.includes("\0"))
    return /\.tfplan$|(?:^|[\\/])tfplan$/i.test(file)
      ? {
          code: "ESTATE_TERRAFORM",
          message: "A plan of Terraform is not read as it is",
          hint: `Name the file that this writes: terraform show -json ${file} > estate.json`,
        }
      : {
          code: "ESTATE_BINARY",
          message: "The file is no text",
          hint: "Unpack it where it is an archive, and name the file that declares API Management",
        };
  if (/^(?:openapi|swagger)\s*:|^asyncapi\s*:/m.test(start)) return definition("an OpenAPI definition");
  if (/^(?:type|schema|extend|interface|scalar|directive|enum|input|union)\b[^<]*\{/.test(start))
    return definition("a GraphQL schema");
  if (start === "" || start.startsWith("{") || start.startsWith("[") || start.startsWith("//"))
    return undefined;
  if (/\.json[c5]?$/i.test(file) || start.startsWith("/*")) return undefined;
  return { code: "ESTATE_UNKNOWN", message: unknownFile, hint: nameAnother };
}

/** The root element of XML that is a definition of an API and no policy. */
export function refusalOfXml(text: string): Refusal | undefined {
  const root =
    /^\uFEFF?(?:\s|<\?[^>]*\?>|<!--(?:(?!-->)[\s\S])*-->)*<((?:\w+:)?(?:definitions|description|application|schema|Edmx))[\s/>]/.exec(
      text,
    );
  const name = root?.[1]!.replace(/^.*:/, "");
  if (name === undefined) return undefined;
  return definition(
    name === "application"
      ? "a WADL definition"
      : name === "Edmx"
        ? "an OData definition"
        : name === "schema"
          ? "an XML schema"
          : "a WSDL definition",
  );
}

/** JSON that is well-formed and declares nothing that is known here. */
export function refusalOfJson(value: unknown, file: string): Refusal {
  const root = asRecord(value) ?? {};
  const schema = textOf(root["$schema"]) ?? "";
  if (/deploymentParameters\.json/i.test(schema) || /parameters\.json$/i.test(file))
    return {
      code: "ESTATE_UNKNOWN",
      message: "The file holds the parameters of a template",
      hint: "Name the template, and this file by --parameters",
    };
  if (/createUIDefinition/i.test(schema))
    return {
      code: "ESTATE_UNKNOWN",
      message: "The file describes a form of the portal (createUiDefinition)",
      hint: "Name the template beside it: mainTemplate.json",
    };
  if (/deploymentTemplate\.json/i.test(schema))
    return {
      code: "ESTATE_EMPTY",
      message: "The template declares no resources",
      hint: "Name the template that declares API Management",
    };
  if (["openapi", "swagger", "asyncapi"].some((key) => typeof root[key] === "string"))
    return definition("an OpenAPI definition");
  if (typeof root["terraform_version"] === "string" || isTerraformSource(root))
    return { code: "ESTATE_TERRAFORM", message: "Terraform is not read as it is", hint: terraformHint };
  return { code: "ESTATE_UNKNOWN", message: unknownFile, hint: nameAnother };
}

/** Terraform's JSON syntax: blocks by their kind. */
function isTerraformSource(root: Json): boolean {
  const types = Object.keys(asRecord(root["resource"]) ?? asRecord(root["provider"]) ?? {});
  return types.some((type) => /^(?:azurerm|azapi)(?:_|$)/.test(type));
}

/** A folder in which nothing is found that can be served. */
export function refusalOfFolder(folder: string): Refusal {
  return {
    code: "ESTATE_UNKNOWN",
    message: "The folder holds no policy document, no APIOps artifacts and no template",
    hint: hintOfFolder(folder),
  };
}

/** How many files are looked into for a better next step. */
const mostRead = 200;

function hintOfFolder(folder: string): string {
  const names = readdirSync(folder);
  if (names.includes("Pulumi.yaml")) return "It is a Pulumi program: serve it with dev --cwd";
  const files = filesBelow(folder, (name) => /\.(?:json|bicep|tf)$|\.tf\.json$/i.test(name)).slice(
    0,
    mostRead,
  );
  const templates = files.filter(
    (file) => /\.json$/i.test(file) && declaresApiManagement(readTextFile(file)),
  );
  if (templates.length > 0) return `Name one of these: ${templates.slice(0, 5).join(", ")}`;
  const bicep = files.filter((file) => /\.bicep$/i.test(file));
  const main = bicep.find((file) => /(?:^|[\\/])main\.bicep$/i.test(file)) ?? bicep[0];
  if (main !== undefined) return bicepHint(names.includes("main.bicep") ? "main.bicep" : main);
  return files.some((file) => /\.tf(?:\.json)?$/i.test(file)) ? terraformHint : nameAnother;
}

const declaresApiManagement = (text: string) =>
  /Microsoft\.ApiManagement\/service/i.test(text) && /"resources"/.test(text);

function definition(kind: string): Refusal {
  return {
    code: "ESTATE_DEFINITION",
    message: `The file is ${kind} and declares no API by itself`,
    hint: "Put it beside apiInformation.json in APIOps' layout (apis/NAME/specification.yaml) and name the folder, or name what imports it",
  };
}

export function refused(file: string, { code, message, hint }: Refusal): ProblemsError {
  const problem: Problem = { code, severity: "error", message, hint, place: { file, line: 1, column: 1 } };
  return new ProblemsError(`${file} cannot be served`, [problem]);
}

/** An estate in which nothing belongs to an API Management service, or only what the local gateway does not serve. */
export function nothingServed(file: string, notServed: ReadonlyMap<string, number>): Problem {
  const types = [...notServed.keys()].sort().slice(0, 5).join(", ");
  return {
    code: "ESTATE_EMPTY",
    severity: "error",
    message: `It declares nothing of API Management that is served here${types ? `; its types: ${types}` : ""}`,
    hint: nameAnother,
    place: { file, line: 1, column: 1 },
  };
}
