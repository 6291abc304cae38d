import { MemoryStorage } from "../../../lib/tuner/storages/memory_storage.ts";
import { storageContract } from "./storage_contract.ts";

storageContract("MemoryStorage", async (body) => {
  const storage = new MemoryStorage();
  await body(() => Promise.resolve(storage));
});
