/**
 * Schemas of what people write. All packages take zod from here: published, this package has zod's code and types in it, a
 * tenth of what zod itself installs (docs/decisions/0057-zod-comes-along.md).
 */
export { z } from "zod";
