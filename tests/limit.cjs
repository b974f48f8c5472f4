/**
 * Milliseconds that any one test may last. It is there for what hangs and decides nothing else, so it is far above what
 * the longest test takes on a slow machine; no test sets a limit of its own.
 */
module.exports = 30 * 60 * 1000;
