import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { namedBlocks } from "../docs/commands";

const root = resolve(__dirname, "..", "..");

/** What a page takes for granted that its reader has: files by their path in the reader's folder. */
type Files = Readonly<Record<string, string | object>>;

const policy = (inbound: string) =>
  `<policies>\n    <inbound>\n        <base />\n        ${inbound}\n    </inbound>\n    <backend>\n        <base />\n    </backend>\n    <outbound>\n        <base />\n    </outbound>\n    <on-error>\n        <base />\n    </on-error>\n</policies>\n`;
const mock = policy(
  '<return-response>\n            <set-status code="204" reason="No Content" />\n        </return-response>',
);
const fragment =
  '<fragment>\n    <set-header name="X-Seen" exists-action="override">\n        <value>yes</value>\n    </set-header>\n</fragment>\n';

/** An ARM template as `bicep build` writes one. */
const template = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  parameters: { apimName: { type: "string" }, path: { type: "string" } },
  resources: [
    {
      type: "Microsoft.ApiManagement/service/apis",
      apiVersion: "2022-08-01",
      name: "[format('{0}/{1}', parameters('apimName'), 'orders')]",
      properties: { displayName: "Orders", path: "[parameters('path')]", protocols: ["https"] },
    },
    {
      type: "Microsoft.ApiManagement/service/apis/policies",
      apiVersion: "2022-08-01",
      name: "[format('{0}/{1}/{2}', parameters('apimName'), 'orders', 'policy')]",
      properties: { format: "rawxml", value: mock },
      dependsOn: ["[resourceId('Microsoft.ApiManagement/service/apis', parameters('apimName'), 'orders')]"],
    },
  ],
};

const fixtures = join(root, "tests", "local-gateway", "estate", "fixtures");

/** By page. */
const files: Readonly<Record<string, Files>> = {
  "docs/run.md": {
    "policy.xml": mock,
    "policies/orders.xml": mock,
    "policies/users.xml": mock,
    "apim-artifacts/apis/orders/apiInformation.json": {
      properties: { path: "orders", displayName: "Orders", protocols: ["https"] },
    },
    "apim-artifacts/apis/orders/policy.xml": mock,
    "main.json": template,
    "main.parameters.json": { parameters: { apimName: { value: "contoso" }, path: { value: "orders" } } },
    "estate.json": readFileSync(join(fixtures, "terraformPlan.json"), "utf8"),
  },
  "docs/policies.md": {
    "policies/fragments/seen.xml": fragment,
    "policies/orders.xml": policy('<include-fragment fragment-id="seen" />'),
    "my-policy.xml": mock,
  },
  "packages/local-gateway/README.md": { "policy.xml": mock },
  "packages/policy-language/README.md": { "policies/orders.xml": mock },
};

/** A folder with nothing but what the reader of the page has. */
export function readersFolder(page: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const settings = { name: "reader", private: true };
  const consumer = page === "docs/consume.md";
  const own: Files = {
    "package.json": settings,
    ".npmrc": "ignore-scripts=true\nprefer-offline=true\npackage-lock=false\n",
    ...files[page],
    ...Object.fromEntries([...namedBlocks(page)].filter(([name]) => /\.\w+$/.test(name))),
  };
  for (const [name, content] of Object.entries(own)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  }
  if (consumer)
    for (const part of ["Pulumi.yaml", "Pulumi.dev.yaml", "index.ts", "tsconfig.json", "policies"])
      cpSync(join(root, "tests", "package", "consumer", part), join(folder, part), { recursive: true });
}
