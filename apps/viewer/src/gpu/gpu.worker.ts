// The gpu worker: owns the device and the models, so that no work of theirs is on the page's thread.
import { serveGpu } from "./serve-gpu.ts";

serveGpu(self, navigator.gpu);
