/** A mistake in an expression; `compileExpression` turns it into a Problem at its place. */
export class CodeError extends Error {
  constructor(
    /** The C# compiler's code, for example CS1061. */
    readonly code: string,
    message: string,
    /** Offset in the expression's code. */
    readonly offset: number,
    readonly hint?: string,
  ) {
    // The parser tries and takes back by these: stack traces that nobody reads would be most of its time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "CodeError";
  }
}

/** An effect of a mistake that is reported already: a variable whose declaration failed is used. */
export class FollowUpError extends CodeError {
  constructor(offset: number) {
    super("CS0103", "The variable's declaration has a mistake", offset);
  }
}
