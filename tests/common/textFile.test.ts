import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { decodeText, filesBelow, readTextFile } from "../../packages/common/textFile";
import { ProblemsError } from "../../packages/common/problem";

const text = '<policies note="äß→" />';
const le = (value: string) => Buffer.from(value, "utf16le");
const be = (value: string) => le(value).swap16();

describe("text files", () => {
  const table: readonly (readonly [string, Uint8Array, string])[] = [
    ["UTF-8", Buffer.from(text), text],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`), `\ufeff${text}`],
    ["UTF-16 with a mark", le(`\ufeff${text}`), `\ufeff${text}`],
    ["UTF-16, big end first, with a mark", be(`\ufeff${text}`), `\ufeff${text}`],
    ["UTF-16 without a mark", le(text), text],
    ["UTF-16, big end first, without a mark", be(text), text],
    [
      "what its declaration says",
      Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>', "latin1"),
      '<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>',
    ],
    [
      "a declaration that cannot be true",
      Buffer.from('<?xml version="1.0" encoding="utf-16"?><a>é</a>'),
      '<?xml version="1.0" encoding="utf-16"?><a>é</a>',
    ],
    [
      "a declaration of nothing known",
      Buffer.from('<?xml version="1.0" encoding="klingon"?><a>é</a>'),
      '<?xml version="1.0" encoding="klingon"?><a>é</a>',
    ],
    ["empty", Buffer.from(""), ""],
    ["one byte", Buffer.from("a"), "a"],
  ];
  for (const [name, bytes, expected] of table)
    it(`decodes ${name}`, () => assert.equal(decodeText(bytes), expected));

  it("names a file that cannot be read", () => {
    assert.throws(
      () => readTextFile("/nowhere/policy.xml"),
      (error) => error instanceof ProblemsError && error.problems[0]?.code === "FILE_UNREADABLE",
    );
    assert.throws(
      () => readTextFile("/"),
      (error) => error instanceof ProblemsError && error.problems[0]!.message.includes("it is a folder"),
    );
  });

  it("finds each file once, whatever links there are", () => {
    const folder = mkdtempSync(join(tmpdir(), "text-files-"));
    try {
      mkdirSync(join(folder, "a", "b"), { recursive: true });
      mkdirSync(join(folder, "node_modules"));
      for (const name of [
        "one.xml",
        "a/two.xml",
        "a/b/three.xml",
        "node_modules/four.xml",
        "a/.five.xml",
        "six.json",
      ])
        writeFileSync(join(folder, name), "");
      symlinkSync("..", join(folder, "a", "up"));
      symlinkSync("nowhere.xml", join(folder, "broken.xml"));
      assert.deepEqual(
        filesBelow(folder, (name) => name.endsWith(".xml")).map((file) => relative(folder, file)),
        [join("a", "b", "three.xml"), join("a", "two.xml"), "one.xml"],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
