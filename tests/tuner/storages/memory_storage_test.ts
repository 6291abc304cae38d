import { MemoryStorage } from "../../../lib/tuner/mod.ts";
import { storageContract } from "./storage_contract.ts";

storageContract("MemoryStorage", async (body) => {
  const storage = new MemoryStorage();
  await body(() => Promise.resolve(storage));
});
