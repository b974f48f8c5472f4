export { nearestWord } from "../../common/nearestWord";
