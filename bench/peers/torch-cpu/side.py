"""PyTorch on the CPU as a side: what the same cores do without WebGPU. Debian: apt-get install python3-torch."""

import json
import os
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

ADAM = {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8}


def mixed_numbers(count, seed, scale=1.0):
    """The same numbers as numbers.mjs, with 64-bit arithmetic cut to 32 bits."""
    mask = np.uint64(0xFFFFFFFF)
    start = np.uint64((seed * 0x85EBCA77) & 0xFFFFFFFF)
    bits = (np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B1) + start) & mask
    bits = ((bits ^ (bits >> np.uint64(15))) * np.uint64(0x2C1B3C6D)) & mask
    bits = ((bits ^ (bits >> np.uint64(12))) * np.uint64(0x297A2D39)) & mask
    bits ^= bits >> np.uint64(15)
    return (((bits >> np.uint64(8)).astype(np.float64) / 2**23 - 1) * scale).astype(np.float32)


def tensor(count, seed, scale, shape):
    return torch.from_numpy(mixed_numbers(count, seed, scale)).reshape(shape)


def unet_weights(convolutions, needs_grad):
    weights = {}
    for index, conv in enumerate(convolutions):
        co, ci, k = conv["co"], conv["ci"], conv["k"]
        bound = float(np.sqrt(6 / (ci * k * k)))
        filters = tensor(co * ci * k * k, 100 + index, bound, (co, ci, k, k))
        weights[conv["name"]] = [
            part.requires_grad_(needs_grad) for part in (filters, torch.zeros(co))
        ]
    return weights


def unet(weights, x):
    def conv(name, maps):
        return F.relu(F.conv2d(maps, *weights[name], padding=1))

    def join(deep, skip):
        return torch.cat([F.interpolate(deep, scale_factor=2, mode="nearest"), skip], 1)

    e1 = conv("e1b", conv("e1a", x))
    e2 = conv("e2b", conv("e2a", F.max_pool2d(e1, 2)))
    middle = conv("mb", conv("ma", F.max_pool2d(e2, 2)))
    d2 = conv("d2b", conv("d2a", join(middle, e2)))
    d1 = conv("d1b", conv("d1a", join(d2, e1)))
    return torch.sigmoid(F.conv2d(d1, *weights["out"]))


def unet_step(workload, convolutions):
    batch, size = workload["batch"], workload["size"]
    count, shape = batch * size * size, (batch, 1, size, size)
    x = tensor(count, 1, 1.0, shape)
    if workload["kind"] == "forward":
        weights = unet_weights(convolutions, False)
        return torch.no_grad()(lambda: unet(weights, x))
    target = tensor(count, 2, 0.5, shape) + 0.5
    weights = unet_weights(convolutions, True)
    optimiser = torch.optim.Adam([part for pair in weights.values() for part in pair], **ADAM)

    def step():
        optimiser.zero_grad()
        loss = F.mse_loss(unet(weights, x), target)
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def convolution_step(workload):
    batch, channels, size = workload["batch"], workload["channels"], workload["size"]
    count, shape = batch * channels * size * size, (batch, channels, size, size)
    x, dy = tensor(count, 1, 1.0, shape), tensor(count, 3, 1.0, shape)
    filters = tensor(channels * channels * 9, 2, 0.05, (channels, channels, 3, 3))
    if workload["pass"] == "forward":
        return lambda: F.conv2d(x, filters, padding=1)
    index = 0 if workload["pass"] == "inputGradient" else 1
    wanted = [index == 0, index == 1, False]
    motion = ([1, 1], [1, 1], [1, 1], False, [0, 0], 1)
    backward = torch.ops.aten.convolution_backward
    return lambda: backward(dy, x, filters, None, *motion, wanted)[index]


def matmul_step(workload):
    size = workload["size"]
    a, b = (tensor(size * size, seed, 1.0, (size, size)) for seed in (1, 2))
    return lambda: a @ b


class Side:
    """Answers the parent's questions; see side-process.mjs."""

    def prepare(self, workload):
        kind = workload["kind"]
        if kind == "conv":
            self.run = convolution_step(workload)
        elif kind == "matmul":
            self.run = matmul_step(workload)
        else:
            self.run = unet_step(workload, workload["convolutions"])
        self.cpu_after = time.process_time()
        return {"facts": {"adapter": f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads"}}

    def step(self):
        cpu_before = time.process_time()
        start = time.perf_counter()
        self.result = self.run()
        ms = (time.perf_counter() - start) * 1000
        idle = cpu_before - self.cpu_after
        self.cpu_after = time.process_time()
        cpu = self.cpu_after - cpu_before
        loss = {"loss": self.result} if isinstance(self.result, float) else {}
        return {"ms": ms, "idleCpuMs": idle * 1000, "cpuMs": cpu * 1000, **loss}

    def check(self):
        if isinstance(self.result, float):
            return {}
        values = self.result.double()
        return {"sums": [values.sum().item(), values.abs().sum().item()]}

    def memory(self):
        peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {"rssBytes": peak_kib * 1024, "cpuMs": time.process_time() * 1000}


def main():
    torch.set_num_threads(os.cpu_count() or 1)
    side = Side()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            arguments = [request["sizes"]] if request["command"] == "prepare" else []
            reply = getattr(side, request["command"])(*arguments)
        except Exception as error:
            reply = {"error": str(error).split("\n")[0]}
        print(f"@{json.dumps(reply)}", flush=True)


main()
