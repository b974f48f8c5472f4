import { fault, type Finding, learn, repeated, type Rule } from "./rule";
import { record, records, type Subject, text } from "./subject";

const types = ["microsoft.resources/deployments"];
const syntax = `${learn}/azure-resource-manager/templates/syntax`;
/** ARM expressions are put in by Azure. */
const literal = (value: string) => !/^\[(?!\[)/.test(value);

export const deploymentRules: readonly Rule[] = [
  {
    code: "InvalidTemplate",
    types,
    source: `${syntax}#template-format`,
    *check(subject) {
      const template = record(subject.at("properties.template"));
      const link = subject.has("properties.templateLink");
      if (subject.inputs["properties"] === undefined) return;
      if (!template === !link)
        yield {
          ...fault(
            "properties.template",
            template ? "is given beside templateLink" : "is missing",
            "template, or templateLink",
          ),
          code: "InvalidDeployment",
        };
      if (!template) return;
      if (
        !/^https?:\/\/schema\.management\.azure\.com\/schemas\/\d{4}-\d\d-\d\d\/\w*deploymentTemplate\.json#?$/i.test(
          text(template["$schema"]) ?? "",
        )
      )
        yield fault(
          "properties.template.$schema",
          `is '${text(template["$schema"]) ?? ""}'`,
          "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        );
      if (!/^\d+\.\d+\.\d+\.\d+$/.test(text(template["contentVersion"]) ?? ""))
        yield fault(
          "properties.template.contentVersion",
          `is '${text(template["contentVersion"]) ?? ""}'`,
          "such as 1.0.0.0",
        );
      if (template["resources"] === undefined)
        yield fault("properties.template.resources", "is missing", "a list, which may be empty");
      yield* parameters(subject, template["parameters"]);
    },
  },
  {
    code: "InvalidTemplate",
    types,
    source: `${learn}/azure-resource-manager/templates/child-resource-name-type`,
    check: resources,
  },
  {
    code: "InvalidDeployment",
    inferred: true,
    types,
    source: `${learn}/azure-resource-manager/templates/deployment-modes`,
    *check(subject) {
      const mode = subject.text("properties.mode");
      if (mode !== "Incremental" && mode !== "Complete" && subject.inputs["properties"] !== undefined)
        yield fault("properties.mode", `is '${mode ?? ""}'`, "Incremental or Complete");
      if (subject.has("resourceGroupName") && subject.has("location"))
        yield fault("location", "is given for a deployment at resource group scope", "leave it out");
    },
  },
];

function* parameters(subject: Subject, declared: unknown): Generator<Finding> {
  const known = record(declared) ?? {};
  const given = record(subject.at("properties.parameters")) ?? {};
  for (const name of Object.keys(given))
    if (!(name in known))
      yield fault(
        "properties.parameters",
        `has '${name}', which the template does not declare`,
        Object.keys(known).join(", ") || "no parameters",
      );
  for (const [name, parameter] of Object.entries(known))
    if (!(name in given) && !("defaultValue" in (record(parameter) ?? {})))
      yield fault("properties.parameters", `lacks '${name}', which has no default`, "a value");
}

function* resources(subject: Subject): Generator<Finding> {
  const entities = records(subject.at("properties.template.resources"));
  for (const [index, entity] of entities.entries()) {
    const at = `properties.template.resources[${index}]`;
    const [type, name] = [text(entity["type"]), text(entity["name"])];
    if (type === undefined || name === undefined || text(entity["apiVersion"]) === undefined)
      yield fault(at, "lacks type, name or apiVersion", "all three");
    if (
      text(entity["apiVersion"]) !== undefined &&
      literal(text(entity["apiVersion"])!) &&
      !/^\d{4}-\d\d-\d\d(-\w+)?$/.test(text(entity["apiVersion"])!)
    )
      yield fault(`${at}.apiVersion`, `is '${text(entity["apiVersion"])}'`, "such as 2024-05-01");
    if (type === undefined || name === undefined || !literal(name) || !literal(type)) continue;
    if (!/^[\w.]+(\/[\w.-]+)+$/.test(type))
      yield fault(`${at}.type`, `is '${type}'`, "Namespace/type, such as Microsoft.ApiManagement/service");
    const [segments, names] = [type.split("/").length - 1, name.split("/").length];
    if (segments !== names || name.split("/").includes(""))
      yield fault(
        `${at}.name`,
        `is '${name}', which has an incorrect segment length for ${type}: a nested resource must have as many segments in its name as in its type`,
        `${segments} segment${segments === 1 ? "" : "s"}`,
      );
  }
  const keys = entities.map((entity) =>
    `${text(entity["type"]) ?? ""} ${text(entity["name"]) ?? ""}`.toLowerCase(),
  );
  for (const key of repeated(keys.filter((item) => literal(item.split(" ")[1] ?? ""))))
    yield fault("properties.template.resources", `has '${key}' twice`, "each resource once");
}
