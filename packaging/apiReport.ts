import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Extractor, ExtractorConfig, type ExtractorMessage } from "@microsoft/api-extractor";
import { packageNames } from "./modules";

const root = resolve(__dirname, "..");

/** What users import, as it is built, and where the report of each stands. */
export const reports: Readonly<Record<string, string>> = {
  "dist/components/index.d.ts": "packaging/api/azure-genai-gateway.api.md",
  "dist/packages/cli/automation/index.d.ts": "packaging/api/cli.automation.api.md",
  "dist/packages/local-gateway/testing/index.d.ts": "packaging/api/local-gateway.testing.api.md",
  ...Object.fromEntries(
    packageNames(root)
      .filter((name) => existsSync(join(root, "packages", name, "index.ts")))
      .map((name) => [`dist/packages/${name}/index.d.ts`, `packaging/api/${name}.api.md`]),
  ),
};

/** The manifest of the package that an entry belongs to. */
const manifestOf = (entry: string) =>
  join(root, /^dist\/packages\/[^/]+\//.exec(entry)?.[0] ?? "", "package.json");

/** What an entry of the built package offers, as text to be reviewed. */
export function apiReport(entry: string): string {
  const folder = mkdtempSync(join(tmpdir(), "genai-api-"));
  try {
    const config = ExtractorConfig.prepare({
      packageJsonFullPath: manifestOf(entry),
      configObjectFullPath: undefined,
      configObject: {
        projectFolder: root,
        mainEntryPointFilePath: join(root, entry),
        compiler: { overrideTsconfig: { compilerOptions: compilerOptions(), include: [join(root, entry)] } },
        apiReport: {
          enabled: true,
          reportFileName: "report.api.md",
          reportFolder: folder,
          reportTempFolder: folder,
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        messages: { extractorMessageReporting: { default: { logLevel: "none" as never } } },
      },
    });
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message: ExtractorMessage) => void (message.handled = true),
    });
    return readFileSync(join(folder, "report.api.md"), "utf8").replaceAll("\r\n", "\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compilerOptions() {
  return {
    target: "es2023",
    module: "node16",
    moduleResolution: "node16",
    lib: ["es2023"],
    types: ["node"],
    skipLibCheck: true,
    strict: true,
  };
}

/** `npm run api`: writes the reports; whoever changes them sees in review what users will see. */
if (require.main === module)
  for (const [entry, file] of Object.entries(reports)) {
    if (!existsSync(join(root, entry))) throw new Error("there is nothing built; run `npm run build` first");
    writeFileSync(join(root, file), apiReport(entry));
    console.log(`wrote ${file}`);
  }
