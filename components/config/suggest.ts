export { nearestWord } from "../../common/suggest";
