import { describePages } from "./docsPages";

// A deployment for nearly every line: the longest page, so in a file of its own, beside the others.
describePages("docs/deploy.md");
