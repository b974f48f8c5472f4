import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { GenAiGateway, type GatewayConfigInput } from "../../components";
import { evaluatedProgram } from "../components/evaluated";

const root = resolve(__dirname, "../..");

const pages = readdirSync(root)
  .filter((name) => !/^(node_modules|dist|\..*)$/.test(name))
  .flatMap((name) =>
    statSync(join(root, name)).isDirectory()
      ? readdirSync(join(root, name), { recursive: true, encoding: "utf8" }).map((file) => join(name, file))
      : [name],
  )
  .filter((name) => name.endsWith(".md") && !name.includes("node_modules"));

/** A heading's anchor, as the sites that show Markdown make it. */
const anchor = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

const anchors = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!));

describe("the pages", () => {
  it("link to what is there", () => {
    expect(pages).to.include("README.md").and.include("docs/call.md");
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), "utf8").replace(/```[\s\S]*?```/g, "");
      return [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
        .filter(([, file, part]) => {
          const target = file ? join(root, dirname(page), file) : join(root, page);
          if (!existsSync(target)) return true;
          return part !== undefined && !anchors(readFileSync(target, "utf8")).includes(part);
        })
        .map(([link]) => `${page}: ${link}`);
    });
    expect(broken).to.deep.equal([]);
  });

  it("show a minimal stack that is one", async () => {
    const [, yaml] = /## A minimal stack[\s\S]*?```yaml\n([\s\S]*?)```/.exec(
      readFileSync(join(root, "README.md"), "utf8"),
    )!;
    const { config } = parse(yaml!) as { config: Record<string, unknown> };
    const own = Object.entries(config)
      .filter(([key]) => key.startsWith("azure-genai-gateway:"))
      .map(([key, value]) => [key.split(":")[1]!, value]);
    const { deployment } = await evaluatedProgram(() => {
      const { gatewayUrl } = new GenAiGateway("genai", {
        config: Object.fromEntries(own) as GatewayConfigInput,
      });
      return { gatewayUrl };
    });
    expect(deployment.outputs["gatewayUrl"]!.value).to.match(/^https:/);
  });
});
