import { isFigureText } from "./table";
import { escape } from "./junit";

export interface TableOptions {
  readonly caption: string;
  readonly rows: readonly (readonly string[])[];
  /** Cells of this column are HTML already. */
  readonly html?: number;
  /** The class of a row by its cells. */
  readonly rowClass?: (row: readonly string[]) => string;
  /** The last row is a sum. */
  readonly sum?: boolean;
}

/** A table whose rows are cards on a phone: each cell has its column's heading with it. Figures stand to the right. */
export function table({ caption, rows, html, rowClass, sum }: TableOptions): string {
  const [head = [], ...body] = rows;
  const figures = head.map(
    (_, column) => column !== html && body.length > 0 && body.every((row) => isFigureText(row[column]!)),
  );
  const kind = (column: number) => (figures[column] ? ' class="number"' : "");
  const cell = (text: string, column: number) => {
    const label = head[column] ? ` data-label="${escape(head[column])}"` : "";
    return `<td${kind(column)}${label}>${column === html ? text : escape(text)}</td>`;
  };
  const line = (row: readonly string[]) =>
    `<tr class="${rowClass?.(row) ?? ""}">${row.map((text, column) => cell(text, column)).join("")}</tr>`;
  const last = sum ? body.at(-1) : undefined;
  const above = last ? body.slice(0, -1) : body;
  return `<div class="scroll"><table class="cards"><caption>${escape(caption)}</caption><thead><tr>${head
    .map((text, column) => `<th scope="col"${kind(column)}>${escape(text)}</th>`)
    .join(
      "",
    )}</tr></thead><tbody>${above.map(line).join("")}</tbody>${last ? `<tfoot>${line(last)}</tfoot>` : ""}</table></div>`;
}

/** In words: whoever sees no colours reads it too. */
export function badge(passed: boolean): string {
  return `<span class="${passed ? "ok" : "fail"}">${passed ? "passed" : "failed"}</span>`;
}

export function list(items: readonly string[]): string {
  return items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}
