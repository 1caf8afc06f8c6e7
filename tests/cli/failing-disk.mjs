// Preloaded into the program under test: makes one call on temporary files fail as a full disk does.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [call, code, part = "safetensors"] = (process.env.FAILING_DISK ?? "").split(":");
const { openSync } = fs;
const temporary = new Set();

const fail = () => {
  throw Object.assign(new Error(`${code}: planted by a test`), { code });
};

fs.openSync = (path, ...rest) => {
  const isTemporary = String(path).endsWith(".tmp") && String(path).includes(part);
  if (call === "openSync" && isTemporary) fail();
  const fd = openSync(path, ...rest);
  if (isTemporary) temporary.add(fd);
  else temporary.delete(fd);
  return fd;
};

for (const name of ["writeSync", "fsyncSync"]) {
  const original = fs[name];
  fs[name] = (fd, ...rest) => {
    if (call === name && temporary.has(fd)) {
      // Half of the bytes reach the disk before it is full.
      if (name === "writeSync") original(fd, rest[0], 0, rest[0].length >> 1);
      fail();
    }
    return original(fd, ...rest);
  };
}

const { fsyncSync } = fs;
fs.fsyncSync = (fd) => {
  if (call === "syncFolder" && fs.fstatSync(fd).isDirectory()) fail();
  fsyncSync(fd);
};

const { fdatasyncSync } = fs;
fs.fdatasyncSync = (fd) => {
  if (call === "fdatasyncSync") fail();
  fdatasyncSync(fd);
};

const { renameSync } = fs;
fs.renameSync = (from, to) => {
  if (call === "renameSync" && String(to).endsWith(`.${part}`)) fail();
  return renameSync(from, to);
};

syncBuiltinESMExports();
