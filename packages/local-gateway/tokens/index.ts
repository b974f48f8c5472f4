export { createTokenCounter } from "./counter";
