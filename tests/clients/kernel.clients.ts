import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loopbackCertificate } from "../../packages/local-gateway/http/loopbackCertificate";
import { deployments, startFullStack, type FullStack } from "./fullStack";
import { hasPython, runCases, type CaseResult } from "./python";

/** Case of python/kernel.py => whether what it gave back is right. */
const cases: Readonly<Record<string, (value: unknown) => boolean>> = {
  "azure chat": (value) => typeof value === "string" && value.length > 0,
  "azure embeddings": (value) => value === 1536,
};

(hasPython() || process.env["CI"] ? describe : describe.skip)(
  "Semantic Kernel for Python, over HTTPS",
  () => {
    let full: FullStack;
    let folder: string;
    let trusted: string;
    before(async () => {
      const certificate = loopbackCertificate();
      folder = mkdtempSync(join(tmpdir(), "genai-kernel-"));
      trusted = join(folder, "gateway.pem");
      writeFileSync(trusted, certificate.cert);
      full = await startFullStack(undefined, certificate);
    });
    after(async () => {
      await full?.stack.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const run = (more: Record<string, string>) =>
      runCases("kernel.py", {
        GATEWAY_URL: full.url,
        GATEWAY_KEY: full.key,
        DEPLOYMENTS: JSON.stringify(deployments),
        ...more,
      });

    describe("that trusts the gateway's certificate", () => {
      let results: ReadonlyMap<string, CaseResult>;
      before(async () => {
        expect(full.url).to.match(/^https:/);
        results = await run({ SSL_CERT_FILE: trusted });
      });
      it("runs every case of the file", () => expect([...results.keys()]).to.deep.equal(Object.keys(cases)));
      for (const [name, isRight] of Object.entries(cases))
        it(name, () => {
          const result = results.get(name)!;
          expect(result.error).to.equal(undefined);
          expect(isRight(result.value), JSON.stringify(result)).to.equal(true);
        });
    });

    it("that does not trust it, is not answered", async () => {
      const [result] = (await run({ CASES: "azure chat" })).values();
      expect(result!.error).to.match(/connect|certificate/i);
    });
  },
);
