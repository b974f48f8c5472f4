import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { buildSync } from "esbuild";
import * as ts from "typescript";
import type { Constraints } from "../inputTypes";
import type { AzureObject, AzureOperation, AzureProperty, AzureType } from "./azureTypes";
import { formatOf } from "./azureTypes";
import { Declarations, descendants, parse } from "./declarations";

/** What the generator of these SDKs (autorest) writes for its serializer. */
interface Mapper {
  readonly serializedName?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly isConstant?: boolean;
  readonly defaultValue?: unknown;
  readonly constraints?: Readonly<Record<string, unknown>>;
  readonly type: {
    readonly name: string;
    readonly className?: string;
    readonly uberParent?: string;
    readonly polymorphicDiscriminator?: { readonly serializedName: string; readonly clientName: string };
    readonly modelProperties?: Readonly<Record<string, Mapper>>;
    readonly allowedValues?: readonly (string | number)[];
    readonly element?: Mapper;
    readonly value?: Mapper;
  };
}

interface Loaded {
  readonly Mappers: Readonly<Record<string, Mapper>>;
  readonly Parameters: Readonly<Record<string, { readonly mapper: Mapper }>>;
}

/** Where a package has its compiled modules; undefined where it has no mappers. */
export function mapperFolder(packageFolder: string): string | undefined {
  return ["dist/commonjs", "dist-esm/src"]
    .map((path) => join(packageFolder, path))
    .find((folder) => existsSync(join(folder, "models/mappers.js")));
}

/** The PUT operations of a package that has mappers. */
export function readMappers(folder: string): readonly AzureOperation[] {
  const loaded = load(folder);
  const reader = new MapperReader(loaded, new Declarations([join(folder, "models/index.d.ts")]));
  return readdirSync(join(folder, "operations"))
    .filter((file) => file.endsWith(".js"))
    .sort()
    .flatMap((file) => reader.operations(join(folder, "operations", file.replace(/\.js$/, ""))));
}

function load(folder: string): Loaded {
  const contents = `export * as Mappers from "./models/mappers"; export * as Parameters from "./models/parameters";`;
  const built = buildSync({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: "cjs",
    write: false,
    logLevel: "silent",
  });
  const module = { exports: {} as Loaded };
  runInNewContext(built.outputFiles[0]!.text, { module, exports: module.exports });
  return module.exports;
}

const isVersion = ({ serializedName }: Mapper) => serializedName === "api-version";

class MapperReader {
  private readonly objects = new Map<string, AzureObject>();

  constructor(
    private readonly loaded: Loaded,
    private readonly declarations: Declarations,
  ) {}

  operations(file: string): readonly AzureOperation[] {
    const types = parameterTypes(`${file}.d.ts`);
    return [...descendants(parse(`${file}.js`))].filter(ts.isObjectLiteralExpression).flatMap((spec) => {
      const path = text(member(spec, "path"));
      if (path === undefined || text(member(spec, "httpMethod")) !== "PUT") return [];
      const body = this.parameter(member(spec, "requestBody"));
      const query = this.parameters(member(spec, "queryParameters"));
      const named = (mappers: readonly Mapper[]) =>
        new Map(
          mappers.map((mapper) => {
            const name = mapper.serializedName!;
            return [name, this.property(name, mapper, types.get(name), "")];
          }),
        );
      return {
        path,
        apiVersion: String(query.find(isVersion)?.defaultValue),
        parameters: named(
          this.parameters(member(spec, "urlParameters")).filter(
            ({ serializedName = "" }) =>
              path.includes(`{${serializedName}}`) && serializedName !== "subscriptionId",
          ),
        ),
        query: named(query.filter((mapper) => !isVersion(mapper))),
        ...(body?.type.className ? { body: this.object(body.type.className) } : {}),
      };
    });
  }

  private parameters(list: ts.Expression | undefined): readonly Mapper[] {
    if (!list || !ts.isArrayLiteralExpression(list)) return [];
    return list.elements.flatMap((element) => this.parameter(element) ?? []);
  }

  private parameter(reference: ts.Expression | undefined): Mapper | undefined {
    if (!reference || !ts.isPropertyAccessExpression(reference)) return undefined;
    return this.loaded.Parameters[reference.name.text]?.mapper;
  }

  private object(className: string): AzureObject {
    const known = this.objects.get(className);
    if (known) return known;
    const mapper = this.byClass(className);
    if (!mapper) throw new Error(`no mapper of ${className}`);
    const properties = new Map<string, AzureProperty>();
    const { polymorphicDiscriminator: kind, uberParent } = mapper.type;
    const discriminators = this.loaded.Mappers["discriminators"] as unknown as
      Record<string, Mapper> | undefined;
    const below = Object.entries(discriminators ?? {}).filter(([name]) => name.startsWith(`${uberParent}.`));
    const object: AzureObject & { discriminator?: unknown } = { name: className, properties };
    this.objects.set(className, object);
    const declared = this.declarations.properties(className);
    const clients = Object.keys(mapper.type.modelProperties ?? {});
    const lost = clients.filter((client) => !declared.has(client) && !client.startsWith("_"));
    // Enums are known by declarations alone: what is not found would pass as any text.
    if (lost.length > 0) throw new Error(`${className} declares no ${lost.join(", ")}`);
    for (const [client, property] of Object.entries(mapper.type.modelProperties ?? {})) {
      const { type, documentation = "" } = declared.get(client) ?? {};
      const path = (property.serializedName ?? client)
        .split(/(?<!\\)\./)
        .map((part) => part.replace("\\.", "."));
      place(properties, className, path, this.property(client, property, type, documentation));
    }
    if (kind && below.length > 0)
      object.discriminator = {
        property: kind.serializedName.replace("\\.", "."),
        objects: new Map(
          below.map(([name, { type }]) => [name.slice(uberParent!.length + 1), this.object(type.className!)]),
        ),
      };
    return object;
  }

  private byClass(className: string): Mapper | undefined {
    return (
      this.loaded.Mappers[className] ??
      Object.values(this.loaded.Mappers).find((mapper) => mapper.type?.className === className)
    );
  }

  private property(
    client: string,
    mapper: Mapper,
    declared: ts.TypeNode | undefined,
    documentation: string,
  ): AzureProperty {
    return {
      client,
      type: this.type(mapper, declared, documentation),
      required: mapper.required ?? false,
      readOnly: mapper.readOnly ?? false,
      ...(mapper.isConstant ? { constant: String(mapper.defaultValue) } : {}),
    };
  }

  private type(mapper: Mapper, declared: ts.TypeNode | undefined, documentation: string): AzureType {
    const { type } = mapper;
    const constraints = { ...constraintsOf(mapper), ...formatOf(documentation) };
    switch (type.name) {
      case "Composite":
        return { kind: "object", object: this.object(type.className!) };
      case "Sequence":
        return {
          kind: "array",
          items: this.type(type.element!, elementOf(declared), ""),
          constraints: constraintsOf(mapper),
        };
      case "Dictionary":
        return { kind: "map", items: this.type(type.value!, undefined, "") };
      case "Number":
        return {
          kind: "number",
          constraints: constraintsOf(mapper),
          values: this.declarations.values(declared),
        };
      case "Boolean":
        return { kind: "boolean" };
      case "Enum":
        return {
          kind: typeof type.allowedValues?.[0] === "number" ? "number" : "string",
          values: type.allowedValues,
        };
      case "String":
        return { kind: "string", constraints, values: this.declarations.values(declared) };
      case "Uuid":
        return { kind: "string", constraints: { ...constraints, format: "uuid" } };
      case "TimeSpan":
        return { kind: "string", constraints: { ...constraints, format: "duration" } };
      case "DateTime":
        return { kind: "string", constraints: { ...constraints, format: "date-time" } };
      case "Date":
      case "UnixTime":
      case "ByteArray":
      case "Base64Url":
        return { kind: "any" };
      default:
        return { kind: "any" };
    }
  }
}

/** Files a property under its path: `properties.url` makes an object `properties`, which the SDK has taken apart. */
function place(
  properties: Map<string, AzureProperty>,
  className: string,
  [first = "", ...rest]: readonly string[],
  property: AzureProperty,
): void {
  if (rest.length === 0) return void properties.set(first, property);
  const name = `${className}.${first}`;
  let group = properties.get(first);
  if (group?.type.kind !== "object") {
    const object: AzureObject = { name, group: true, properties: new Map() };
    group = { client: first, type: { kind: "object", object }, required: false, readOnly: false };
    properties.set(first, group);
  }
  if (group.type.kind === "object")
    place(group.type.object.properties as Map<string, AzureProperty>, name, rest, property);
}

const words: Readonly<Record<string, keyof Constraints>> = {
  MinLength: "minLength",
  MaxLength: "maxLength",
  InclusiveMinimum: "minimum",
  InclusiveMaximum: "maximum",
  ExclusiveMinimum: "exclusiveMinimum",
  ExclusiveMaximum: "exclusiveMaximum",
  MultipleOf: "multipleOf",
  MinItems: "minItems",
  MaxItems: "maxItems",
  UniqueItems: "uniqueItems",
};

function constraintsOf({ constraints = {} }: Mapper): Constraints {
  return Object.fromEntries(
    Object.entries(constraints).map(([name, value]) => {
      // Of another realm, so not by instanceof.
      if (name === "Pattern") return ["pattern", (value as RegExp).source];
      const word = words[name];
      if (!word) throw new Error(`a constraint that nothing here knows: ${name}`);
      return [word, value];
    }),
  );
}

/** How the methods of an operation file declare their parameters: enums are known there alone. */
function parameterTypes(file: string): ReadonlyMap<string, ts.TypeNode> {
  const types = new Map<string, ts.TypeNode>();
  for (const node of descendants(parse(file)))
    if (ts.isParameter(node) && node.type && ts.isIdentifier(node.name)) types.set(node.name.text, node.type);
  return types;
}

function elementOf(type: ts.TypeNode | undefined): ts.TypeNode | undefined {
  return type && ts.isArrayTypeNode(type) ? type.elementType : undefined;
}

function member(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = object.properties.find(
    (property): property is ts.PropertyAssignment =>
      ts.isPropertyAssignment(property) && ts.isIdentifier(property.name) && property.name.text === name,
  );
  return found?.initializer;
}

function text(node: ts.Expression | undefined): string | undefined {
  return node && ts.isStringLiteral(node) ? node.text : undefined;
}
