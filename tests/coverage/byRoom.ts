/** What istanbul's json-summary says of one file. */
export interface FileCoverage {
  readonly lines: Counted;
  readonly branches: Counted;
}

export interface Counted {
  readonly total: number;
  readonly covered: number;
}

/** What the tests have run of one room. */
export interface RoomCoverage {
  readonly room: string;
  readonly files: number;
  /** Files of which no line has run. */
  readonly untouched: readonly string[];
  readonly lines: Counted;
  readonly branches: Counted;
}

/**
 * Sums of files by the room that they are in, in the order of the rooms.
 * @param files by path below the root, with slashes
 * @param roomOf a file in no room is left out
 */
export function byRoom(
  files: ReadonlyMap<string, FileCoverage>,
  rooms: readonly string[],
  roomOf: (file: string) => string | undefined,
): readonly RoomCoverage[] {
  return rooms.flatMap((room) => {
    const own = [...files].filter(([file]) => roomOf(file) === room);
    if (own.length === 0) return [];
    const sum = (of: "lines" | "branches"): Counted => ({
      total: own.reduce((all, [, file]) => all + file[of].total, 0),
      covered: own.reduce((all, [, file]) => all + file[of].covered, 0),
    });
    const untouched = own.filter(([, { lines }]) => lines.total > 0 && lines.covered === 0);
    return {
      room,
      files: own.length,
      untouched: untouched.map(([file]) => file),
      lines: sum("lines"),
      branches: sum("branches"),
    };
  });
}

/** A table for a terminal: room, files, lines, branches, and below it the files that nothing has run. */
export function formatCoverage(rooms: readonly RoomCoverage[]): string {
  const total = (of: "lines" | "branches"): Counted => ({
    total: rooms.reduce((all, room) => all + room[of].total, 0),
    covered: rooms.reduce((all, room) => all + room[of].covered, 0),
  });
  const files = rooms.reduce((all, room) => all + room.files, 0);
  const rows = [
    ["room", "files", "lines", "branches"],
    ...rooms.map((room) => [room.room, String(room.files), share(room.lines), share(room.branches)]),
    ["all", String(files), share(total("lines")), share(total("branches"))],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join("  "),
  );
  const untouched = rooms.flatMap((room) => room.untouched);
  return [...table, ...(untouched.length > 0 ? ["", "nothing has run:", ...untouched] : [])].join("\n");
}

/** Never rounded up to 100 %. */
function share({ total, covered }: Counted): string {
  if (total === 0) return "-";
  return `${(Math.floor((covered / total) * 1000) / 10).toFixed(1)} %`;
}
