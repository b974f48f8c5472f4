import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchFiles } from "../../../packages/local-gateway/watch/watchFiles";

describe("a watched folder of policies", () => {
  let home: string;
  let stop: () => void = () => undefined;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), "watched-"))));
  afterEach(() => {
    stop();
    rmSync(home, { recursive: true });
  });

  for (const again of ["policies", join("policies", "inner")])
    it(`is watched on after ${again} was removed and made anew`, async () => {
      const inner = join(home, "policies", "inner");
      const document = join(inner, "a.xml");
      const write = () => {
        mkdirSync(inner, { recursive: true });
        writeFileSync(document, "<policies />");
      };
      write();
      let told: (changed: readonly string[]) => void = () => undefined;
      const after = (act: () => void) =>
        new Promise<readonly string[]>((resolve) => {
          told = resolve;
          act();
        });
      const watched = watchFiles(join(home, "policies"), (changed) => told(changed));
      stop = () => watched.stop();
      await after(() => rmSync(join(home, again), { recursive: true }));
      await after(write);
      const changed = await after(() => writeFileSync(document, "<policies></policies>"));
      expect(changed.join()).to.match(/a\.xml$/);
    });
});
