import { apiManagementInputSlips } from "./inputs/apiManagement";
import { networkInputSlips } from "./inputs/network";
import { othersInputSlips } from "./inputs/others";

/** One change each that makes sound inputs (./inputs/soundInputs.ts) ones that Azure's own types refuse. */
export const inputSlips = [...apiManagementInputSlips, ...networkInputSlips, ...othersInputSlips];
