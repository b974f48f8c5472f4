import { expect } from "chai";
import fc from "fast-check";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VirtualClock } from "../../../packages/common/clock";
import type { Deployment } from "../../../packages/common/resource";
import { debounce } from "../../../packages/local-gateway/watch/debounce";
import { type ReloadAttempt, Reloader } from "../../../packages/local-gateway/watch/reloader";
import { watchProject } from "../../../packages/local-gateway/watch/watchProject";

describe("debounce", () => {
  it("hands every change on once, after quiet, whenever changes come", async () => {
    const change = fc.record({
      wait: fc.integer({ min: 0, max: 250 }),
      file: fc.constantFrom("a", "b", "c"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 20 }), async (changes) => {
        const clock = new VirtualClock();
        const handed: { at: number; files: readonly string[] }[] = [];
        const { changed } = debounce(clock, 100, (files) => handed.push({ at: clock.now(), files }));
        const expected: { at: number; files: Set<string> }[] = [];
        for (const { wait, file } of changes) {
          await clock.advance(wait);
          const last = expected.at(-1);
          if (last && last.at > clock.now()) {
            last.files.add(file);
            last.at = clock.now() + 100;
          } else expected.push({ at: clock.now() + 100, files: new Set([file]) });
          changed(file);
        }
        await clock.advance(100);
        expect(handed.map(({ at, files }) => ({ at, files: new Set(files) }))).to.deep.equal(expected);
      }),
    );
  });

  it("says nothing once it has been stopped", async () => {
    const clock = new VirtualClock();
    const { changed, stop } = debounce(clock, 100, () => expect.fail("stopped"));
    changed("a");
    stop();
    await clock.advance(1_000);
  });
});

describe("the reloader", () => {
  const deployment = { project: "p", stack: "s", resources: [], outputs: {} } as unknown as Deployment;

  it("evaluates once at a time, and once more for all that changed meanwhile", async () => {
    const attempts: ReloadAttempt[] = [];
    let finish: () => void = () => undefined;
    let evaluations = 0;
    const reloader = new Reloader({
      projectDir: "/project",
      evaluate: () => {
        evaluations += 1;
        return new Promise((resolve) => (finish = () => resolve(deployment)));
      },
      swap: async () => undefined,
      report: (attempt) => void attempts.push(attempt),
    });
    const done = reloader.changed(["policies/a.xml"]);
    void reloader.changed(["policies/b.xml"]);
    void reloader.changed(["policies/b.xml", "Pulumi.dev.yaml"]);
    expect(evaluations).to.equal(1);
    finish();
    while (evaluations < 2) await new Promise((resolve) => setImmediate(resolve));
    finish();
    await done;
    expect(attempts.map(({ changed }) => changed)).to.deep.equal([
      ["policies/a.xml"],
      ["policies/b.xml", "Pulumi.dev.yaml"],
    ]);
  });

  it("reports what fails, and goes on with the next", async () => {
    const attempts: ReloadAttempt[] = [];
    const failures = [new Error("evaluate"), undefined];
    const reloader = new Reloader({
      projectDir: "/project",
      evaluate: () => {
        const failure = failures.shift();
        return failure ? Promise.reject(failure) : Promise.resolve(deployment);
      },
      swap: async () => undefined,
      report: (attempt) => void attempts.push(attempt),
    });
    await reloader.changed(["a.ts"]);
    await reloader.changed(["a.ts"]);
    expect(attempts.map(({ error }) => (error as Error | undefined)?.message)).to.deep.equal([
      "evaluate",
      undefined,
    ]);
  });
});

describe("the watched project", () => {
  let folder: string;
  let stop: () => void = () => undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "project-"));
    mkdirSync(join(folder, "policies", "fragments"), { recursive: true });
    mkdirSync(join(folder, "node_modules"));
  });
  afterEach(() => {
    stop();
    rmSync(folder, { recursive: true });
  });

  function next(act: () => void): Promise<readonly string[]> {
    return new Promise((resolve) => {
      stop = watchProject({ projectDir: folder, stack: "dev", onChange: resolve });
      act();
    });
  }

  it("notices policies, also when an editor puts a new file in the place of the old", async () => {
    const file = join(folder, "policies", "fragments", "a.xml");
    const changed = await next(() => {
      writeFileSync(`${file}~`, "<fragment />");
      renameSync(`${file}~`, file);
    });
    expect(changed).to.deep.equal([join("policies", "fragments", "a.xml")]);
  });

  it("notices the same file again after it has been replaced, and files of new folders", async () => {
    const file = join(folder, "policies", "a.xml");
    const save = (path: string, text: string) => {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    };
    const seen: (readonly string[])[] = [];
    let arrived: () => void = () => undefined;
    stop = watchProject({
      projectDir: folder,
      stack: "dev",
      onChange: (changed) => {
        seen.push(changed);
        arrived();
      },
    });
    const after = (act: () => void) =>
      new Promise<void>((resolve) => {
        arrived = resolve;
        act();
      });
    for (const text of ["one", "two", "three"]) await after(() => save(file, text));
    const created = join(folder, "policies", "new");
    await after(() => {
      mkdirSync(created);
      save(join(created, "b.xml"), "four");
    });
    expect(seen).to.deep.equal([
      ...Array.from({ length: 3 }, () => [join("policies", "a.xml")]),
      [join("policies", "new", "b.xml")],
    ]);
  });

  it("notices the stack's config, and nothing that is none of its business", async () => {
    const changed = await next(() => {
      writeFileSync(join(folder, "Pulumi.prod.yaml"), "");
      writeFileSync(join(folder, "notes.txt"), "");
      writeFileSync(join(folder, "node_modules", "x.js"), "");
      writeFileSync(join(folder, "policies", ".a.xml.swp"), "");
      writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}");
    });
    expect(changed).to.deep.equal(["Pulumi.dev.yaml"]);
  });
});
