/** One change that makes a sound set of inputs one that Azure's own types refuse. */
export interface InputSlip {
  readonly slip: string;
  /** Among the sound inputs. */
  readonly type: string;
  /** `criteria.allOf[0].operator`, and what is put there; undefined takes it away. */
  readonly change: readonly [path: string, value: unknown];
  /** Part of the fault: `property reason`. */
  readonly error: string;
  /** Whose types say so. */
  readonly source: string;
}

type Row = readonly [slip: string, path: string, value: unknown, error: string];

export const rows = (type: string, source: string, ...list: readonly Row[]): readonly InputSlip[] =>
  list.map(([slip, path, value, error]) => ({ slip, type, change: [path, value], error, source }));
