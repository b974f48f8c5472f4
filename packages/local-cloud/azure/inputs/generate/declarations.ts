import { readFileSync } from "node:fs";
import * as ts from "typescript";

/** A property as a declaration file writes it. */
export interface DeclaredProperty {
  readonly type: ts.TypeNode;
  readonly optional: boolean;
  readonly readOnly: boolean;
  readonly documentation: string;
}

/** What declaration files of one package say, by name. */
export class Declarations {
  private readonly interfaces = new Map<string, ts.InterfaceDeclaration>();
  private readonly aliases = new Map<string, ts.TypeNode>();
  private readonly enums = new Map<string, readonly (string | number)[]>();

  constructor(files: readonly string[]) {
    for (const file of files) for (const node of parse(file).statements) this.add(node);
  }

  private add(node: ts.Statement): void {
    if (ts.isInterfaceDeclaration(node)) this.interfaces.set(node.name.text, node);
    if (ts.isTypeAliasDeclaration(node)) this.aliases.set(node.name.text, node.type);
    if (ts.isEnumDeclaration(node))
      this.enums.set(
        node.name.text,
        node.members.flatMap(({ initializer }) => {
          if (!initializer) return [];
          if (ts.isStringLiteral(initializer)) return initializer.text;
          return ts.isNumericLiteral(initializer) ? Number(initializer.text) : [];
        }),
      );
  }

  /** Those of what it extends first; `type A = B & { … }` extends too. */
  properties(name: string): ReadonlyMap<string, DeclaredProperty> {
    const declared = this.interfaces.get(name);
    const alias = this.aliases.get(name);
    const found = new Map<string, DeclaredProperty>();
    for (const { types } of declared?.heritageClauses ?? [])
      for (const { expression } of types)
        for (const [key, property] of this.properties(expression.getText())) found.set(key, property);
    if (alias && ts.isIntersectionTypeNode(alias))
      for (const part of alias.types) {
        const properties = ts.isTypeReferenceNode(part)
          ? this.properties(part.typeName.getText())
          : ts.isTypeLiteralNode(part)
            ? ownProperties(part)
            : [];
        for (const [key, property] of properties) found.set(key, property);
      }
    if (declared) for (const [key, property] of ownProperties(declared)) found.set(key, property);
    return found;
  }

  /**
   * The values of an enum, be it closed (a union of literals) or extensible: an alias of string beside an enum of the
   * values that the service is known to take.
   */
  values(type: ts.TypeNode | undefined): readonly (string | number)[] | undefined {
    if (!type) return undefined;
    if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return [type.literal.text];
    if (ts.isUnionTypeNode(type)) {
      const values = type.types.map((member) => this.values(member));
      return values.every((value) => value !== undefined) ? values.flat() : undefined;
    }
    return ts.isTypeReferenceNode(type) ? this.valuesOf(type.typeName.getText()) : undefined;
  }

  /** The same by the enum's name. */
  valuesOf(name: string): readonly (string | number)[] | undefined {
    return this.enums.get(`Known${name}`) ?? this.values(this.aliases.get(name));
  }
}

export function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
}

/** What an interface itself declares. */
export function ownProperties(
  declared: ts.InterfaceDeclaration | ts.TypeLiteralNode,
): readonly [string, DeclaredProperty][] {
  return declared.members.flatMap((member): [string, DeclaredProperty][] => {
    if (!ts.isPropertySignature(member) || !member.type) return [];
    const property = {
      type: member.type,
      optional: member.questionToken !== undefined,
      readOnly: member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) ?? false,
      documentation: documentationOf(member),
    };
    return [[propertyName(member.name), property]];
  });
}

function propertyName(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText();
}

function documentationOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .map(({ comment }) => (typeof comment === "string" ? comment : ts.getTextOfJSDocComment(comment)) ?? "")
    .join(" ");
}

/** Every node below. */
export function* descendants(node: ts.Node): Generator<ts.Node> {
  for (const child of node.getChildren()) {
    yield child;
    yield* descendants(child);
  }
}
