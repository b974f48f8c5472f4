import { dirname, join } from "node:path";
import * as ts from "typescript";
import { knownTypes } from "../../resourceTypes";

/** The inputs of azure-native's resources, for their names and shape alone: what Azure takes, Azure's own types say. */
export interface SdkTypes {
  /** By `module:Type`. */
  readonly resources: Readonly<Record<string, SdkResource>>;
  readonly objects: Readonly<Record<string, SdkObject>>;
}

export interface SdkResource {
  /** One of the objects. */
  readonly inputs: string;
  /** What Azure sets. */
  readonly outputs: readonly string[];
  /** The API version that azure-native sends. */
  readonly apiVersion: string;
}

/** Constants that azure-native offers for a value, which it takes as any text. */
export interface SdkEnum {
  readonly name: string;
  readonly values: readonly (string | number)[];
}

export type SdkObject = Readonly<Record<string, SdkProperty>>;
export type SdkProperty = SdkType & { readonly required?: true };

export type SdkType =
  | { readonly kind: "string" | "number" | "boolean" | "any"; readonly offered?: SdkEnum }
  | { readonly kind: "literal"; readonly value: string }
  | { readonly kind: "array" | "map"; readonly items: SdkType }
  | { readonly kind: "object"; readonly object: string }
  | { readonly kind: "union"; readonly objects: readonly string[] };

/** Reads the inputs of every resource type that the local cloud knows out of azure-native's declarations. */
export function readSdkTypes(): SdkTypes {
  const packageDirectory = dirname(require.resolve("@pulumi/azure-native/package.json"));
  const modules = [...new Set(knownTypes.map((name) => name.split(":")[0]!))];
  const roots = modules.map((module) => join(packageDirectory, module, "index.d.ts"));
  const program = ts.createProgram(roots, {
    skipLibCheck: true,
    noLib: true,
    strict: true,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
  });
  const checker = program.getTypeChecker();
  const objects: Record<string, SdkObject> = {};
  const reader = new TypeReader(checker, objects);
  const resources: Record<string, SdkResource> = {};
  for (const name of [...knownTypes].sort()) {
    const [module = "", type = ""] = name.split(":");
    const file = program.getSourceFile(join(packageDirectory, module, fileName(type)));
    if (!file) throw new Error(`azure-native has no ${name}`);
    const args = file.statements.find(
      (node): node is ts.InterfaceDeclaration =>
        ts.isInterfaceDeclaration(node) && node.name.text === `${type}Args`,
    );
    const declared = file.statements.find(
      (node): node is ts.ClassDeclaration => ts.isClassDeclaration(node) && node.name?.text === type,
    );
    if (!args || !declared) throw new Error(`azure-native declares no ${name}`);
    const inputs = reader.object(`resource ${name}`, checker.getTypeAtLocation(args));
    const given = new Set(Object.keys(objects[inputs]!));
    const outputs = declared.members.flatMap((member) => {
      const isOutput = ts.isPropertyDeclaration(member) && !member.modifiers?.some(isStatic);
      const property = isOutput && ts.isIdentifier(member.name) ? member.name.text : undefined;
      return property && !given.has(property) ? property : [];
    });
    const apiVersion = /Uses Azure REST API version ([\w-]+)/.exec(file.text)?.[1];
    if (!apiVersion) throw new Error(`azure-native does not say which API version ${name} uses`);
    resources[name] = { inputs, outputs, apiVersion };
  }
  return { resources, objects };
}

const isStatic = ({ kind }: ts.ModifierLike) => kind === ts.SyntaxKind.StaticKeyword;
const fileName = (type: string) => `${type.charAt(0).toLowerCase()}${type.slice(1)}.d.ts`;

class TypeReader {
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly objects: Record<string, SdkObject>,
  ) {}

  /** Files the object's properties under `name`, once, and gives the name. */
  object(name: string, type: ts.Type): string {
    if (this.objects[name]) return name;
    const properties: Record<string, SdkProperty> = {};
    this.objects[name] = properties;
    for (const symbol of type.getProperties()) {
      const declaration = symbol.valueDeclaration;
      if (!declaration || !ts.isPropertySignature(declaration) || !declaration.type) continue;
      const optional = declaration.questionToken !== undefined;
      properties[symbol.name] = { ...this.node(declaration.type), ...(optional ? {} : { required: true }) };
    }
    return name;
  }

  /** By the written type, for the aliases `Input<T>` would expand to unions that no longer say what they were. */
  private node(node: ts.TypeNode): SdkType {
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { kind: "string" };
      case ts.SyntaxKind.NumberKeyword:
        return { kind: "number" };
      case ts.SyntaxKind.BooleanKeyword:
        return { kind: "boolean" };
      default:
    }
    if (ts.isUnionTypeNode(node)) return this.union(node.types);
    if (ts.isArrayTypeNode(node)) return { kind: "array", items: this.node(node.elementType) };
    if (ts.isTypeLiteralNode(node)) {
      const index = node.members.find(ts.isIndexSignatureDeclaration);
      return index ? { kind: "map", items: this.node(index.type) } : { kind: "any" };
    }
    if (ts.isTypeReferenceNode(node)) return this.reference(node);
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal))
      return { kind: "literal", value: node.literal.text };
    return { kind: "any" };
  }

  /** `string | enums.X` is an enum. Every optional input may be undefined. */
  private union(types: readonly ts.TypeNode[]): SdkType {
    const read = types
      .filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword)
      .map((type) => this.node(type));
    const texts = read.filter(({ kind }) => kind === "string");
    if (texts.length > 0) return texts.find((text) => "offered" in text) ?? { kind: "string" };
    const [first, ...rest] = read;
    if (first && rest.length === 0) return first;
    const objects = read.flatMap((type) => (type.kind === "object" ? type.object : []));
    return objects.length === read.length ? { kind: "union", objects } : { kind: "any" };
  }

  private reference(node: ts.TypeReferenceNode): SdkType {
    const name = node.typeName.getText();
    const [argument] = node.typeArguments ?? [];
    if (/^(pulumi\.)?Input$/.test(name) && argument) return this.node(argument);
    const type = this.checker.getTypeFromTypeNode(node);
    if (name.startsWith("enums.")) {
      const values = (type.isUnion() ? type.types : [type]).flatMap((member) =>
        member.isStringLiteral() || member.isNumberLiteral() ? member.value : [],
      );
      const kind = typeof values[0] === "number" ? "number" : "string";
      return { kind, offered: { name: name.slice("enums.".length), values } };
    }
    if (name.startsWith("inputs."))
      return { kind: "object", object: this.object(name.slice(7).replace(".", ":"), type) };
    return { kind: "any" };
  }
}
