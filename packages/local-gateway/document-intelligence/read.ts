/** The text of a document, page by page: what a model would have read. */
export function pagesOf(bytes: Uint8Array): readonly string[] | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  if (text.startsWith("%PDF-")) return pdfPages(text);
  // A picture: nothing is read in it here, and it is one page.
  if (/^(?:\x89PNG|\xff\xd8\xff|BM|II\*\0|MM\0\*)/.test(text)) return [""];
  const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  return plain === "" || plain.includes("\u0000") ? undefined : plain.split("\f");
}

/** Pages and plain text operators of a PDF whose streams are not compressed. https://pdfa.org/resource/iso-32000-2 */
function pdfPages(text: string): readonly string[] | undefined {
  const count = [...text.matchAll(/\/Type\s*\/Page(?![A-Za-z])/g)].length;
  if (count === 0) return undefined;
  const streams = [...text.matchAll(/stream\r?\n([^]*?)endstream/g)].map(([, content]) =>
    [...content!.matchAll(/\(((?:\\.|[^\\)])*)\)\s*Tj/g)]
      .map(([, shown]) => shown!.replace(/\\(.)/g, "$1"))
      .join("\n"),
  );
  return Array.from({ length: count }, (_, page) => streams[page] ?? "");
}

/** Which pages a call asks for: `1-3,5`; all without. Undefined for what is no such list. */
export function chosenPages(asked: string | undefined, count: number): readonly number[] | undefined {
  const all = Array.from({ length: count }, (_, page) => page + 1);
  if (asked === undefined || asked === "") return all;
  const ranges = asked.split(",").map((part) => /^\s*(\d+)(?:-(\d+)?)?\s*$/.exec(part));
  if (ranges.some((range) => !range)) return undefined;
  return all.filter((page) =>
    ranges.some((range) => {
      const from = Number(range![1]);
      const open = range![0].includes("-");
      return page >= from && page <= (range![2] !== undefined ? Number(range![2]) : open ? count : from);
    }),
  );
}
