/** `npm run api-types`: writes the dashboard's types of the API from the routes. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { apiTypes, apiTypesPath } from "./api-types.ts";
import { repositoryRoot } from "./check.ts";

await writeFile(join(repositoryRoot, apiTypesPath), await apiTypes());
