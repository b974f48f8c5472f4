/** A fault that the project once had, or could have: one place of one file that reads otherwise. */
export interface Mutant {
  /** What goes wrong in Azure, or for whoever calls. */
  readonly name: string;
  readonly file: string;
  /** Stands in the file once. */
  readonly from: string;
  readonly to: string;
  /** Tests that should fail. */
  readonly tests: readonly string[];
}
