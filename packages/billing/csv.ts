/** RFC 4180, with a line end behind the last row; null is an empty cell. */
export function csvText(header: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  return [header, ...rows]
    .map((row) => `${row.map((cell) => quotedCell(cell ?? "")).join(",")}\r\n`)
    .join("");
}

function quotedCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export interface CsvRow {
  /** From 1, of the row's first character. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of RFC 4180, empty lines left out. `unclosed` is the line of a quotation that does not end. */
export function parseCsv(text: string): { readonly rows: readonly CsvRow[]; readonly unclosed?: number } {
  const rows: CsvRow[] = [];
  let [line, at, start] = [1, text.startsWith("\uFEFF") ? 1 : 0, 1];
  let cells: string[] = [];
  const next = /[^",\r\n]*/y;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      const begin = line;
      let end = at + 1;
      for (; text[end] !== '"' || text[end + 1] === '"'; end++) {
        if (end >= text.length) return { rows, unclosed: begin };
        if (text[end] === "\n") line++;
        if (text[end] === '"') end++;
        cell += text[end]!;
      }
      at = end + 1;
    }
    next.lastIndex = at;
    cell += next.exec(text)![0];
    at = next.lastIndex;
    cells.push(cell);
    const sign = text[at++];
    if (sign === ",") {
      if (at < text.length) continue;
      cells.push("");
    } else if (sign === "\r" && text[at] === "\n") at++;
    if (cells.length > 1 || cells[0] !== "") rows.push({ line: start, cells });
    if (sign === "\r" || sign === "\n") line++;
    start = line;
    cells = [];
  }
  return { rows };
}
