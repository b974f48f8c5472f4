import { asRecord, type Json, records, textOf } from "../resources/inputs";
import { EstateBuilder, type Estate, groupProviders, serviceIdOf } from "./estate";
import type { JsonFile } from "./jsonFile";
import { azapiBody, type Row, terraformTypes } from "./terraformTypes";

interface TerraformResource {
  readonly address: string;
  readonly type: string;
  readonly values: Json;
  readonly path: readonly (string | number)[] | undefined;
}

/**
 * What `terraform show -json` tells of a state or of a plan: resources of azurerm and azapi.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export function readTerraform(json: JsonFile): Estate {
  const estate = new EstateBuilder();
  estate.files.add(json.file);
  const root = asRecord(json.value) ?? {};
  // A plan says what there will be, a state what there is.
  const values = asRecord(root["planned_values"]) ?? asRecord(root["values"]) ?? {};
  const resources = moduleResources(asRecord(values["root_module"]) ?? {}, json);
  const references = new References(root, resources);
  for (const resource of resources) {
    const row = terraformTypes[resource.type];
    if (resource.type.startsWith("azapi_")) addAzapi(resource, references, estate, json);
    else if (row) addRow(resource, row, references, estate, json);
    else estate.leaveOut(resource.type);
  }
  return estate.build("Terraform");
}

function moduleResources(module: Json, json: JsonFile): readonly TerraformResource[] {
  return [
    ...records(module["resources"]).flatMap((resource) => {
      // Data sources are of somebody else's making; they are read only where others refer to them.
      if (typeof resource["type"] !== "string") return [];
      const values = asRecord(resource["values"]) ?? {};
      const type = resource["mode"] === "data" ? `data.${resource["type"]}` : resource["type"];
      return { address: textOf(resource["address"]) ?? "", type, values, path: json.pathOf(values) };
    }),
    ...records(module["child_modules"]).flatMap((child) => moduleResources(child, json)),
  ];
}

/** Where values of a plan are not known yet, the configuration tells which resource they come from. */
class References {
  /** The one service, for resources that name none. */
  readonly service: string;
  /** Names that a property, a variable or an output is made of, by its address. */
  private readonly names = new Map<string, readonly string[]>();
  private readonly byAddress: ReadonlyMap<string, TerraformResource>;

  constructor(root: Json, resources: readonly TerraformResource[]) {
    this.byAddress = new Map(resources.map((resource) => [plain(resource.address), resource]));
    const service = resources.find(({ type }) => /^(?:data\.)?azurerm_api_management$/.test(type))?.values[
      "name"
    ];
    this.service = typeof service === "string" ? service : "local";
    this.collect(asRecord(asRecord(root["configuration"])?.["root_module"]) ?? {}, "");
  }

  /** The resource that a property's value comes from, through variables and outputs of modules. */
  target({ address }: TerraformResource, property: string): TerraformResource | undefined {
    const bare = plain(address);
    return this.find(this.names.get(`${bare} ${property}`) ?? [], moduleOf(bare), 0);
  }

  private find(names: readonly string[], module: string, depth: number): TerraformResource | undefined {
    if (depth > 10) return undefined;
    for (const name of names) {
      const parts = plain(name).split(".");
      const found =
        parts[0] === "var"
          ? this.find(this.names.get(`${module}var.${parts[1]}`) ?? [], outside(module), depth + 1)
          : parts[0] === "module"
            ? this.find(
                this.names.get(`${module}module.${parts[1]}. ${parts[2]}`) ?? [],
                `${module}module.${parts[1]}.`,
                depth + 1,
              )
            : this.byAddress.get(module + parts.slice(0, parts[0] === "data" ? 3 : 2).join("."));
      if (found) return found;
    }
    return undefined;
  }

  private collect(module: Json, prefix: string): void {
    for (const resource of records(module["resources"]))
      for (const [property, expression] of Object.entries(asRecord(resource["expressions"]) ?? {}))
        this.names.set(`${prefix}${textOf(resource["address"]) ?? ""} ${property}`, namesIn(expression));
    for (const [name, output] of Object.entries(asRecord(module["outputs"]) ?? {}))
      this.names.set(`${prefix} ${name}`, namesIn(asRecord(output)?.["expression"]));
    for (const [name, call] of Object.entries(asRecord(module["module_calls"]) ?? {})) {
      const inner = `${prefix}module.${name}.`;
      for (const [variable, expression] of Object.entries(asRecord(asRecord(call)?.["expressions"]) ?? {}))
        this.names.set(`${inner}var.${variable}`, namesIn(expression));
      this.collect(asRecord(asRecord(call)?.["module"]) ?? {}, inner);
    }
  }
}

function namesIn(expression: unknown): readonly string[] {
  const found = asRecord(expression)?.["references"];
  return Array.isArray(found) ? found.filter((one): one is string => typeof one === "string") : [];
}

/** `module.a.module.b.` of an address; empty at the root. */
const moduleOf = (address: string) => /^(?:module\.[^.]+\.)*/.exec(address)![0];
const outside = (module: string) => module.replace(/module\.[^.]+\.$/, "");

/** An address without the keys of count and for_each. */
const plain = (address: string) => address.replace(/\[[^\]]*\]/g, "");

function addRow(
  resource: TerraformResource,
  row: Row,
  references: References,
  estate: EstateBuilder,
  json: JsonFile,
): void {
  const { values } = resource;
  /** A name in the values, or that of the resource it will come from. */
  const named = (property: string): string | undefined => {
    const value = values[property];
    if (typeof value === "string" && value !== "") return value;
    const target = references.target(resource, property)?.values["name"];
    return typeof target === "string" ? target : undefined;
  };
  for (const { type, path, body, document } of row({
    values,
    named,
    address: resource.address,
    service: references.service,
  })) {
    const id = `${groupProviders}/${path}`;
    const file = `${json.file}#${resource.address}`;
    placeDocument(file, resource, document === undefined ? [] : [document], estate, json);
    estate.add(type, id, body, file);
  }
}

function placeDocument(
  sourceFile: string,
  { path }: TerraformResource,
  inside: readonly string[],
  estate: EstateBuilder,
  json: JsonFile,
): void {
  const full = path && [...path, ...inside];
  const map = full && json.mapOf(full);
  const start = full && (json.placeOf(full) ?? json.placeOf(path));
  if (map) estate.place(sourceFile, json.file, map);
  else if (start) estate.place(sourceFile, json.file, start);
}

/** https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/resource */
function addAzapi(
  resource: TerraformResource,
  references: References,
  estate: EstateBuilder,
  json: JsonFile,
): void {
  const { values } = resource;
  const type = (textOf(values["type"]) ?? "").replace(/@.*$/, "");
  if (resource.type !== "azapi_resource") return estate.leaveOut(resource.type);
  const id = azapiId(resource, references, 0);
  if (id === undefined) {
    estate.problem({
      code: "ESTATE_PARENT_UNKNOWN",
      severity: "warning",
      subject: resource.address,
      message: `Nothing tells what this ${type} belongs to; it is not served`,
      hint: "Name the output of terraform show -json for a state that was applied, where every id is known",
      place: resource.path && json.placeOf(resource.path),
    });
    return estate.leaveOut(type);
  }
  const body = azapiBody(values);
  const isDocument = /\/(?:policies|policyFragments)$/i.test(type);
  const file = `${json.file}#${resource.address}`;
  placeDocument(file, resource, isDocument ? ["body", "properties", "value"] : [], estate, json);
  estate.add(type, id, body, file);
}

/** A resource's id, from its own values or, in a plan, from what its parent will be. */
function azapiId(resource: TerraformResource, references: References, depth: number): string | undefined {
  const { values, type } = resource;
  if (typeof values["id"] === "string" && values["id"].startsWith("/")) return values["id"];
  if (depth > 20) return undefined;
  if (!type.startsWith("azapi_")) return azurermId(resource, references);
  const [armType] = (textOf(values["type"]) ?? "").split("@");
  const segments = armType!.split("/");
  const name = values["name"];
  if (typeof name !== "string" || segments.length < 2) return undefined;
  if (segments.length === 2) return `${groupProviders}/${armType}/${name}`;
  const given = values["parent_id"];
  const target = references.target(resource, "parent_id");
  const known = typeof given === "string" ? given : target && azapiId(target, references, depth + 1);
  // Whatever belongs to a service directly belongs to the one that there is.
  const ofService = /^Microsoft\.ApiManagement\/service\/\w+$/i.test(armType!);
  const parent = known ?? (ofService ? serviceIdOf(references.service) : undefined);
  return parent === undefined ? undefined : `${parent}/${segments.at(-1)}/${name}`;
}

function azurermId(resource: TerraformResource, references: References): string | undefined {
  const { values, type, address } = resource;
  const row = terraformTypes[type.replace(/^data\./, "")];
  const named = (property: string): string | undefined => {
    const value = values[property];
    if (typeof value === "string" && value !== "") return value;
    const target = references.target(resource, property)?.values["name"];
    return typeof target === "string" ? target : undefined;
  };
  const path = row?.({ values, named, address, service: references.service })[0]?.path;
  return path && `${groupProviders}/${path}`;
}
