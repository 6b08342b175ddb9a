export { parseAllDocuments } from "yaml";
