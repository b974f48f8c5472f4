import { notFound } from "../wire/errors";

/** A file of the account. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly bytes: Uint8Array;
}

/** The files of one account. */
export class FileStore {
  private readonly kept = new Map<string, StoredFile>();

  add(file: StoredFile): void {
    this.kept.set(file.id, file);
  }

  /** @param now seconds since the epoch: what has expired is not there. */
  get(id: string, now: number): StoredFile {
    const found = this.all(now).find((one) => one.id === id);
    if (found) return found;
    throw notFound(`No such File object: ${id}`, "id");
  }

  all(now: number): readonly StoredFile[] {
    for (const { id, expiresAt } of this.kept.values())
      if (expiresAt !== undefined && expiresAt <= now) this.kept.delete(id);
    return [...this.kept.values()];
  }

  delete(id: string, now: number): unknown {
    this.get(id, now);
    this.kept.delete(id);
    return { id, object: "file", deleted: true };
  }
}

export function shownFile({ id, name, purpose, createdAt, expiresAt, bytes }: StoredFile) {
  return {
    id,
    object: "file",
    bytes: bytes.length,
    created_at: createdAt,
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    filename: name,
    purpose,
    status: "processed",
  };
}
