export { Parser } from "commonmark";
