import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Extractor, ExtractorConfig, type ExtractorMessage } from "@microsoft/api-extractor";

const root = resolve(__dirname, "..");

/** The entries of the package, and where the report of each stands. */
export const reports: Readonly<Record<string, string>> = {
  "dist/components/index.d.ts": "packaging/components.api.md",
  "dist/automation/index.d.ts": "packaging/automation.api.md",
  "dist/local/testing/index.d.ts": "packaging/testing.api.md",
};

/** What an entry of the built package offers, as text to be reviewed. */
export function apiReport(entry: string): string {
  const folder = mkdtempSync(join(tmpdir(), "genai-api-"));
  try {
    const config = ExtractorConfig.prepare({
      packageJsonFullPath: join(root, "package.json"),
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
