import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import type { AzureObject, AzureOperation, AzureProperty, AzureType } from "./azureTypes";
import { formatOf } from "./azureTypes";
import { Declarations, descendants, ownProperties, parse, type DeclaredProperty } from "./declarations";

/**
 * The PUT operations of a package of the newer generation (TypeSpec), which has no mappers: names, kinds, what is
 * required or read-only and enums stand in its declarations, what is sent where in its serializers. Lengths and patterns
 * it does not have.
 */
export function readModels(packageFolder: string): readonly AzureOperation[] {
  const api = join(packageFolder, "dist/commonjs/api");
  const files = readdirSync(api)
    .sort()
    .map((group) => join(api, group, "operations"))
    .filter((file) => existsSync(`${file}.d.ts`));
  const program = ts.createProgram(
    files.map((file) => `${file}.d.ts`),
    {
      noLib: true,
      skipLibCheck: true,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
    },
  );
  const reader = new ModelReader(program.getTypeChecker());
  return files.flatMap((file) => reader.operations(program.getSourceFile(`${file}.d.ts`)!, `${file}.js`));
}

class ModelReader {
  private readonly objects = new Map<string, AzureObject>();
  private readonly files = new Map<string, Declarations>();
  private readonly serializers = new Map<string, ReadonlyMap<string, ts.FunctionDeclaration>>();

  constructor(private readonly checker: ts.TypeChecker) {}

  operations(declared: ts.SourceFile, file: string): readonly AzureOperation[] {
    const signatures = new Map(
      declared.statements.filter(ts.isFunctionDeclaration).map((node) => [node.name?.text, node]),
    );
    return parse(file)
      .statements.filter(ts.isFunctionDeclaration)
      .flatMap((send) => {
        const code = send.getText();
        const path = /"(\/[^"]*)\{\?api%2Dversion\}"/.exec(code)?.[1]?.replaceAll("{+", "{");
        const apiVersion = /"api%2Dversion":[^"]*"([\w-]+)"/.exec(code)?.[1];
        if (!path || !apiVersion || !/\.put\(/.test(code)) return [];
        const parameters = new Map<string, AzureProperty>();
        let body: AzureObject | undefined;
        for (const { name, type } of signatures.get(send.name?.text)?.parameters ?? []) {
          const wanted = name.getText();
          if (!type || wanted === "context" || wanted === "options") continue;
          if (path.includes(`{${wanted}}`))
            parameters.set(wanted, {
              client: wanted,
              type: this.type(type, ""),
              required: true,
              readOnly: false,
            });
          else if (ts.isTypeReferenceNode(type)) body = this.reference(type);
        }
        return { path, apiVersion, parameters, query: new Map(), ...(body ? { body } : {}) };
      });
  }

  private reference(node: ts.TypeReferenceNode): AzureObject | undefined {
    const declaration = this.declarationOf(node);
    return declaration && ts.isInterfaceDeclaration(declaration) ? this.object(declaration) : undefined;
  }

  private object(declaration: ts.InterfaceDeclaration): AzureObject {
    const file = declaration.getSourceFile().fileName;
    const name = declaration.name.text;
    const known = this.objects.get(`${file} ${name}`);
    if (known) return known;
    const properties = new Map<string, AzureProperty>();
    const object: AzureObject = { name, properties };
    this.objects.set(`${file} ${name}`, object);
    const inside = new Map<string, AzureProperty>();
    const places = this.places(file, name);
    for (const [client, property] of this.properties(declaration)) {
      const place = places.top.get(client);
      if (place !== undefined || !places.group)
        properties.set(place ?? client, this.property(client, property));
      else inside.set(client, this.property(client, property));
    }
    if (places.group)
      properties.set(places.group, {
        client: places.group,
        type: {
          kind: "object",
          object: { name: `${name}.${places.group}`, group: true, properties: inside },
        },
        required: false,
        readOnly: false,
      });
    return object;
  }

  /** Which of an object's properties are sent at its top (by which name), and the group that takes the others. */
  private places(file: string, name: string): { top: ReadonlyMap<string, string>; group?: string } {
    const base = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    const top = new Map<string, string>();
    let group: string | undefined;
    for (const kind of ["Serializer", "Deserializer"]) {
      const literal = [...descendants(this.functions(file).get(`${base}${kind}`) ?? parseNothing())].find(
        ts.isObjectLiteralExpression,
      );
      for (const property of literal?.properties ?? []) {
        if (!ts.isPropertyAssignment(property)) continue;
        const sent = property.name.getText().replace(/^"|"$/g, "");
        const given = property.initializer.getText();
        const access = /item(?:\["([^"]+)"\]|\.(\w+))/.exec(given);
        const client = access?.[1] ?? access?.[2];
        if (/Serializer\(item\)$/.test(given)) group = sent;
        else if (kind === "Serializer" && client) top.set(client, sent);
        else if (kind === "Deserializer" && client && !top.has(sent)) top.set(sent, client);
      }
    }
    return { top, ...(group ? { group } : {}) };
  }

  private functions(file: string): ReadonlyMap<string, ts.FunctionDeclaration> {
    let found = this.serializers.get(file);
    if (!found) {
      const { statements } = parse(file.replace(/\.d\.ts$/, ".js"));
      found = new Map(
        statements.filter(ts.isFunctionDeclaration).map((node) => [node.name?.text ?? "", node]),
      );
      this.serializers.set(file, found);
    }
    return found;
  }

  /** Its own, and those of what it extends, which may stand in another file. */
  private properties(declaration: ts.InterfaceDeclaration): ReadonlyMap<string, DeclaredProperty> {
    const found = new Map<string, DeclaredProperty>();
    for (const { types } of declaration.heritageClauses ?? [])
      for (const { expression } of types) {
        const parent = this.resolve(expression);
        if (parent && ts.isInterfaceDeclaration(parent))
          for (const [key, property] of this.properties(parent)) found.set(key, property);
      }
    for (const [key, property] of ownProperties(declaration)) found.set(key, property);
    return found;
  }

  private file(node: ts.Node): Declarations {
    const { fileName } = node.getSourceFile();
    let found = this.files.get(fileName);
    if (!found) this.files.set(fileName, (found = new Declarations([fileName])));
    return found;
  }

  private property(
    client: string,
    { type, optional, readOnly, documentation }: DeclaredProperty,
  ): AzureProperty {
    return { client, type: this.type(type, documentation), required: !optional && !readOnly, readOnly };
  }

  private type(node: ts.TypeNode, documentation: string): AzureType {
    if (ts.isArrayTypeNode(node)) return { kind: "array", items: this.type(node.elementType, "") };
    if (node.kind === ts.SyntaxKind.StringKeyword)
      return { kind: "string", constraints: formatOf(documentation) };
    if (node.kind === ts.SyntaxKind.NumberKeyword) return { kind: "number" };
    if (node.kind === ts.SyntaxKind.BooleanKeyword) return { kind: "boolean" };
    if (ts.isUnionTypeNode(node)) {
      const values = this.file(node).values(node);
      return values ? { kind: "string", values } : { kind: "any" };
    }
    if (!ts.isTypeReferenceNode(node)) return { kind: "any" };
    if (node.typeName.getText() === "Record")
      return { kind: "map", items: this.type(node.typeArguments![1]!, "") };
    const declaration = this.declarationOf(node);
    if (!declaration) return { kind: "any" };
    if (ts.isInterfaceDeclaration(declaration)) return { kind: "object", object: this.object(declaration) };
    if (!ts.isTypeAliasDeclaration(declaration)) return { kind: "any" };
    const values = this.file(declaration).valuesOf(declaration.name.text);
    if (values) return { kind: typeof values[0] === "number" ? "number" : "string", values };
    return this.type(declaration.type, documentation);
  }

  private declarationOf(node: ts.TypeReferenceNode): ts.Declaration | undefined {
    return this.resolve(node.typeName);
  }

  private resolve(name: ts.Node): ts.Declaration | undefined {
    const symbol = this.checker.getSymbolAtLocation(name);
    if (!symbol) return undefined;
    const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return target.declarations?.[0];
  }
}

const parseNothing = () => ts.createSourceFile("nothing.ts", "", ts.ScriptTarget.ES2022);
