import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What Azure takes for the resource types of one module of azure-native; `npm run generate:inputs` writes it. */
export interface ModuleTypes {
  /** Of everything else in the file: it is generated, never edited. */
  readonly digest: string;
  /** Whose names the inputs have: azure-native and its version. */
  readonly names: string;
  /** By `Type`. */
  readonly resources: Readonly<Record<string, ResourceInputs>>;
  readonly objects: Readonly<Record<string, ObjectType>>;
  /** Inputs of azure-native that Azure's type does not have, and others where both cannot be brought together. */
  readonly differences: readonly string[];
}

export interface ResourceInputs {
  /** `Microsoft.ApiManagement/service/apis` */
  readonly arm: string;
  /** The API version that azure-native sends. */
  readonly sent: string;
  /** The API version that the types are of: the same, or the nearest that Microsoft's packages have. */
  readonly apiVersion: string;
  /** The package that the types were read from. */
  readonly source: string;
  /** Inputs that become part of the path. */
  readonly parameters: ObjectType;
  /** One of the module's objects; absent where the path says everything. */
  readonly body?: string;
  /** What azure-native answers besides the inputs. */
  readonly outputs: readonly string[];
}

/** By the name that is sent. */
export type ObjectType = Readonly<Record<string, PropertyType>>;

/** In JSON Schema's words. */
export interface Constraints {
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: true;
  readonly format?: "uuid" | "duration" | "date-time";
}

/** In JSON Schema's words, where it has them. */
export interface PropertyType extends Constraints {
  /** `keys`: a list of names, which Azure takes as an object with these names. */
  readonly type: "string" | "number" | "boolean" | "array" | "map" | "keys" | "object" | "any";
  /** azure-native's name, where that is another than the one that is sent. */
  readonly as?: string;
  /** Azure has it and azure-native does not send it: right in a template, unknown among inputs. */
  readonly unsent?: true;
  /** azure-native takes the object's properties as the parent's own. */
  readonly flatten?: true;
  /** azure-native takes it and Azure's type does not have it. */
  readonly unknown?: true;
  readonly required?: true;
  /** Azure alone sets it. */
  readonly readOnly?: true;
  readonly items?: PropertyType;
  /** One of the module's objects. */
  readonly object?: string;
  /** Which of several objects it is, is said by the property `by`. */
  readonly oneOf?: Readonly<Record<string, string>>;
  readonly by?: string;
  readonly enum?: readonly (string | number)[];
}

/** What {@link ModuleTypes.digest} has to be. */
export function digestOf({ digest: _digest, ...types }: ModuleTypes): string {
  return createHash("sha256").update(JSON.stringify(types)).digest("hex").slice(0, 16);
}

export const typesFolder = join(__dirname, "types");

const modules = new Map<string, ModuleTypes | undefined>();

/** Read when first asked for: a program that is only evaluated does not need them. */
export function moduleTypes(module: string): ModuleTypes | undefined {
  if (!modules.has(module)) {
    const known = knownModules().includes(module);
    modules.set(module, known ? readTypes(join(typesFolder, `${module}.json`)) : undefined);
  }
  return modules.get(module);
}

export function knownModules(): readonly string[] {
  return readdirSync(typesFolder).map((file) => file.replace(/\.json$/, ""));
}

/** Of `module:Type`. */
export function resourceInputs(name: string): { inputs: ResourceInputs; types: ModuleTypes } | undefined {
  const [module = "", type = ""] = name.split(":");
  const types = moduleTypes(module);
  const inputs = types?.resources[type];
  return types && inputs && { inputs, types };
}

function readTypes(file: string): ModuleTypes {
  return JSON.parse(readFileSync(file, "utf8")) as ModuleTypes;
}
