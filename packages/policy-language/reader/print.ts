import { entityAt } from "./entities";
import type { PolicyAttribute, PolicyNode } from "./tree";

/**
 * Writes a tree as a document of format `rawxml`; reading it gives an equal tree (but for places). Expressions stand
 * as C#, without entities except where the code itself would be taken for one.
 */
export function printPolicy(root: PolicyNode): string {
  return `${element(root, "")}\n`;
}

function element(node: PolicyNode, indent: string): string {
  const tag = [node.name, ...node.attributes.map(attribute)].join(" ");
  if (node.content.length === 0) return `${indent}<${tag} />`;
  return `${indent}<${tag}>${content(node, indent)}</${node.name}>`;
}

function content(node: PolicyNode, indent: string): string {
  // White space beside text belongs to it, so nothing may be added there.
  if (node.content.some((item) => typeof item === "string")) {
    const write = node.text?.kind === "expression" ? code : literal;
    return node.content.map((item) => (typeof item === "string" ? write(item) : element(item, ""))).join("");
  }
  const lines = node.children.map((child) => `\n${element(child, `${indent}  `)}`);
  return `${lines.join("")}\n${indent}`;
}

function attribute({ name, value }: PolicyAttribute): string {
  return `${name}="${value.kind === "expression" ? code(value.value) : attributeLiteral(value.value)}"`;
}

function code(text: string): string {
  return text.replace(/&|\r/g, (character, offset: number) => {
    if (character === "\r") return "&#13;";
    return entityAt(text, offset) ? "&amp;" : "&";
  });
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function literal(text: string): string {
  return text.replace(/[&<>]/g, (character) => escapes[character]!).replaceAll("\r", "&#13;");
}

function attributeLiteral(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => escapes[character]!)
    .replace(/[\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
