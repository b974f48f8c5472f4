import type { ModuleTypes, ObjectType, PropertyType, ResourceInputs } from "../inputTypes";
import { sameName } from "./names";
import type { AzureObject, AzureOperation, AzureProperty, AzureType } from "./azureTypes";
import type { SdkEnum, SdkObject, SdkProperty, SdkResource, SdkType, SdkTypes } from "./sdkTypes";

/**
 * Brings azure-native's inputs and Azure's types together: names and which properties are flattened come from
 * azure-native, everything that is checked from Azure. What has no counterpart is a difference, and is listed.
 */
export class Joiner {
  readonly resources: Record<string, ResourceInputs> = {};
  readonly differences: string[] = [];
  private readonly filed: Record<string, ObjectType> = {};
  private readonly names = new Map<string, string>();

  constructor(private readonly sdk: SdkTypes) {}

  get objects(): ModuleTypes["objects"] {
    return this.filed;
  }

  resource(
    type: string,
    arm: string,
    source: string,
    resource: SdkResource,
    { parameters, query, body, apiVersion }: AzureOperation,
  ): void {
    const given = this.sdk.objects[resource.inputs]!;
    const path: Record<string, PropertyType> = {};
    const rest: Record<string, SdkProperty> = {};
    for (const [key, property] of Object.entries(given)) {
      const found = [...parameters, ...query].find(([sent, { client }]) => sameName(key, sent, client));
      // azure-native makes up a name that is not given.
      if (found)
        path[key] = this.property(
          key,
          key,
          property,
          { ...found[1], required: false, readOnly: false },
          type,
        );
      else rest[key] = property;
    }
    const bodyName = body && this.object(`${type}Args`, rest, body, type);
    if (!body)
      for (const key of Object.keys(rest)) this.differences.push(`${type}.${key}: Azure's type has none`);
    const { outputs, apiVersion: sent } = resource;
    this.resources[type] = {
      arm,
      sent,
      apiVersion,
      source,
      parameters: path,
      ...(bodyName ? { body: bodyName } : {}),
      outputs,
    };
  }

  /** Files the object under Azure's name for it and gives that name. */
  private object(sdkName: string, given: SdkObject, azure: AzureObject, path: string): string {
    const pair = `${sdkName} ${azure.name}`;
    const known = this.names.get(pair);
    if (known) return known;
    const name = azure.name in this.filed ? `${azure.name} of ${sdkName}` : azure.name;
    this.names.set(pair, name);
    this.filed[name] = {};
    const { own, groups, missing } = this.divide(given, azure);
    const properties: Record<string, PropertyType> = {};
    for (const [sent, property] of azure.properties) {
      const group = groups.get(sent);
      const key = own.get(sent);
      const at = `${path}.${sent}`;
      if (group && property.type.kind === "object")
        properties[sent] = {
          type: "object",
          object: this.object(sdkName, group, property.type.object, at),
          flatten: true,
          ...((property.required && !property.readOnly) || property.type.object.group
            ? { required: true }
            : {}),
        };
      else if (key !== undefined) properties[sent] = this.property(sent, key, given[key]!, property, path);
      else properties[sent] = unsent(sent, property);
    }
    for (const key of missing) {
      this.differences.push(`${path}.${key}: Azure's type has none`);
      properties[key] = { type: "any", unknown: true };
    }
    this.filed[name] = Object.fromEntries(
      Object.entries(properties).sort(([left], [right]) => (left < right ? -1 : 1)),
    );
    return name;
  }

  /**
   * Which of azure-native's properties are the object's own, which stand in a group below it (`properties`, as a rule)
   * that azure-native takes apart, and which are nowhere.
   */
  private divide(given: SdkObject, azure: AzureObject) {
    const own = new Map<string, string>();
    const groups = new Map<string, Record<string, SdkProperty>>();
    const missing: string[] = [];
    const keys = Object.keys(given);
    const below = [...azure.properties].flatMap(([sent, { type }]) =>
      type.kind === "object" && isGroup(sent, type.object) ? [{ sent, object: type.object }] : [],
    );
    // A group that azure-native has taken apart may hold a property of the group's own name.
    const apart = below.filter(({ object }) => keys.some((key) => !find(azure, key) && canHold(object, key)));
    for (const key of keys) {
      const [sent, property] = find(azure, key) ?? [];
      const group = apart.find(({ object }) => canHold(object, key));
      // `type`, say, is read-only at the top of every resource, and may mean something else below.
      const isOwn = sent !== undefined && !apart.some((other) => other.sent === sent);
      if (isOwn && !(property?.readOnly && group)) own.set(sent, key);
      else if (group) {
        const held = groups.get(group.sent) ?? {};
        held[key] = given[key]!;
        groups.set(group.sent, held);
      } else if (sent !== undefined) own.set(sent, key);
      else missing.push(key);
    }
    return { own, groups, missing };
  }

  private property(
    sent: string,
    key: string,
    sdk: SdkProperty,
    azure: AzureProperty,
    path: string,
  ): PropertyType {
    if (azure.readOnly) return { type: "any", readOnly: true, ...(key === sent ? {} : { as: key }) };
    const required = (azure.required && azure.constant === undefined) || sdk.required;
    return {
      ...this.type(sdk, azure.type, `${path}.${key}`),
      ...(key === sent ? {} : { as: key }),
      ...(azure.constant === undefined ? {} : { enum: [azure.constant] }),
      ...(required ? { required: true as const } : {}),
    };
  }

  private type(sdk: SdkType, azure: AzureType, path: string): PropertyType {
    if (azure.kind === "object") {
      if (sdk.kind === "object" || sdk.kind === "union") return this.objectType(sdk, azure.object, path);
    } else if (azure.kind === "array") {
      if (sdk.kind === "array")
        return { type: "array", items: this.type(sdk.items, azure.items, `${path}[]`), ...azure.constraints };
    } else if (azure.kind === "map") {
      if (sdk.kind === "map") return { type: "map", items: this.type(sdk.items, azure.items, `${path}{}`) };
      if (sdk.kind === "array" && sdk.items.kind === "string") return { type: "keys" };
    } else if (azure.kind === "any") {
      return { type: sdk.kind === "string" || sdk.kind === "number" ? sdk.kind : "any" };
    } else {
      const kind = sdk.kind === "literal" ? "string" : sdk.kind;
      const values = azure.values ?? (sdk.kind === "literal" ? [sdk.value] : undefined);
      if ("offered" in sdk) this.compareEnum(sdk.offered, values, path);
      if (kind === azure.kind || kind === "any")
        return { type: azure.kind, ...(values ? { enum: values } : {}), ...azure.constraints };
    }
    if (sdk.kind !== "any") this.differences.push(`${path}: ${sdk.kind} here, ${azure.kind} there`);
    return { type: "any" };
  }

  /** Constants that Azure does not know: by these a program sends what is refused, and compiles. */
  private compareEnum(
    offered: SdkEnum | undefined,
    values: readonly (string | number)[] | undefined,
    path: string,
  ): void {
    if (!offered) return;
    const strange = offered.values.filter((value) => !values?.includes(value));
    if (!values) this.differences.push(`${path}: enum ${offered.name} here, any text there`);
    else if (strange.length > 0)
      this.differences.push(`${path}: not Azure's, of enum ${offered.name}: ${strange.join(", ")}`);
  }

  private objectType(sdk: SdkType, azure: AzureObject, path: string): PropertyType {
    const members = sdk.kind === "union" ? sdk.objects : sdk.kind === "object" ? [sdk.object] : [];
    const { discriminator } = azure;
    if (discriminator) {
      const oneOf: Record<string, string> = {};
      for (const member of members) {
        const properties = this.sdk.objects[member]!;
        const [key] = Object.keys(properties).filter((name) => sameName(name, discriminator.property));
        const literal = key === undefined ? undefined : properties[key];
        const object = literal?.kind === "literal" ? discriminator.objects.get(literal.value) : undefined;
        if (literal?.kind === "literal" && object)
          oneOf[literal.value] = this.object(member, properties, object, path);
      }
      if (Object.keys(oneOf).length === members.length)
        return { type: "object", oneOf, by: discriminator.property };
    }
    const [only, ...others] = members;
    if (only !== undefined && others.length === 0)
      return { type: "object", object: this.object(only, this.sdk.objects[only]!, azure, path) };
    this.differences.push(`${path}: one of several objects here, and nothing there that says which`);
    return { type: "any" };
  }
}

/** What azure-native does not take: enough for a template to be checked. */
function unsent(sent: string, { client, type, readOnly }: AzureProperty): PropertyType {
  if (readOnly) return { type: "any", readOnly: true, ...(client === sent ? {} : { as: client }) };
  if (type.kind === "object" || type.kind === "any") return { type: "any", unsent: true };
  if (type.kind === "array" || type.kind === "map")
    return { type: type.kind, items: { type: "any" }, unsent: true };
  return {
    type: type.kind,
    ...(type.values ? { enum: type.values } : {}),
    ...type.constraints,
    unsent: true,
  };
}

function find(azure: AzureObject, key: string): [string, AzureProperty] | undefined {
  return [...azure.properties].find(([sent, { client }]) => sameName(key, sent, client));
}

/** ARM's `properties`, or what the SDK has taken apart. */
const isGroup = (sent: string, object: AzureObject) => sent === "properties" || object.group === true;

/** In it or in a group below it. */
function canHold(azure: AzureObject, key: string): boolean {
  if (find(azure, key)) return true;
  return [...azure.properties].some(
    ([sent, { type }]) => type.kind === "object" && isGroup(sent, type.object) && canHold(type.object, key),
  );
}
