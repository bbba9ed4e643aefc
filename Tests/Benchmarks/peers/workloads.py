"""The workloads and the protocol that all peers share.

A peer is a script `NAME_peer.py WORKLOAD [VARIANT]` that trains on synthetic data and prints one line of JSON with the
times of its steps. One step gathers a shuffled minibatch from memory, draws the noise, and does forward, backward and
Adam, in single precision.
"""

import json
import os
import resource
import sys
import time

import numpy as np

EXAMPLES = 10_000
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8

WORKLOADS = {
    "W1": dict(pixels=784, latent=20, batch=100, likelihood="bernoulli",
               encoder=[(500, "tanh")], decoder=[(500, "tanh")]),
    "W2": dict(pixels=784, latent=20, batch=100, likelihood="bernoulli",
               encoder=[(1000, "relu"), (200, "relu")], decoder=[(200, "leaky"), (1000, "leaky")]),
    "W5": dict(pixels=560, latent=2, batch=100, likelihood="normal",
               encoder=[(200, "tanh")], decoder=[(200, "tanh")]),
}

# Convolutions with kernels of 4 by 4 and a stride of 2, and their way back.
CONVOLUTIONS = {
    "W3": dict(side=32, channels=[32, 64, 128], normalised=False, latent=64, batch=128, scale=0.1, weight=1.0,
               examples=10_000),
    "W4": dict(side=128, channels=[32, 64, 128, 256, 512], normalised=True, latent=256, batch=32, scale=1.0,
               weight=0.1, examples=640),
}


def layers(workload):
    """Every dense layer: name, inputs, outputs, activation. The two heads of the encoder are one layer, and so are
    those of a normal decoder."""
    w = WORKLOADS[workload]
    result, width = [], w["pixels"]
    for index, (size, activation) in enumerate(w["encoder"]):
        result.append((f"encoder{index}", width, size, activation))
        width = size
    result.append(("posterior", width, 2 * w["latent"], None))
    width = w["latent"]
    for index, (size, activation) in enumerate(w["decoder"]):
        result.append((f"decoder{index}", width, size, activation))
        width = size
    heads = 2 if w["likelihood"] == "normal" else 1
    result.append(("likelihood", width, heads * w["pixels"], None))
    return result


def data(workload):
    """Numbers between 0 and 1, as floats: the form that every peer is fastest with."""
    random = np.random.default_rng(1)
    if workload in CONVOLUTIONS:
        w = CONVOLUTIONS[workload]
        return random.random((w["examples"], 3, w["side"], w["side"]), dtype=np.float32)
    return random.random((EXAMPLES, WORKLOADS[workload]["pixels"]), dtype=np.float32)


def initial(workload):
    """Weights (inputs, outputs) and biases by name."""
    random = np.random.default_rng(2)
    parameters = {}
    for name, inputs, outputs, _ in layers(workload):
        bound = np.sqrt(6 / (inputs + outputs))
        parameters[name + ".weight"] = random.uniform(-bound, bound, (inputs, outputs)).astype(np.float32)
        parameters[name + ".bias"] = np.zeros(outputs, np.float32)
    return parameters


def stages(workload):
    """The stages of a convolutional workload, down and up: name, channels before, channels after."""
    channels = CONVOLUTIONS[workload]["channels"]
    down = zip([3] + channels, channels)
    up = zip(channels[::-1], channels[-2::-1])
    return ([(f"encoder{i}", a, b) for i, (a, b) in enumerate(down)],
            [(f"decoder{i}", a, b) for i, (a, b) in enumerate(up)])


def convolutional_initial(workload):
    """Weights and biases of a convolutional workload by name, drawn as PyTorch's are: (height, width, before, after) on the
    way down, (height, width, after, before) on the way up, (inputs, outputs) of dense layers. Stages that are normalised
    have a scale and an offset instead of a bias."""
    w = CONVOLUTIONS[workload]
    random = np.random.default_rng(2)
    parameters = {}

    def uniform(name, shape, fan):
        parameters[name] = random.uniform(-fan ** -0.5, fan ** -0.5, shape).astype(np.float32)

    def dense(name, inputs, outputs):
        uniform(name + ".weight", (inputs, outputs), inputs)
        uniform(name + ".bias", (outputs,), inputs)

    def shift(name, count, fan):
        if not w["normalised"]:
            return uniform(name + ".bias", (count,), fan)
        parameters[name + ".scale"] = np.ones(count, np.float32)
        parameters[name + ".offset"] = np.zeros(count, np.float32)

    top, small = w["channels"][-1], w["side"] >> len(w["channels"])
    size = top * small * small
    down, up = stages(workload)
    for name, before, after in down:
        uniform(name + ".weight", (4, 4, before, after), 16 * before)
        shift(name, after, 16 * before)
    dense("posterior", size, 2 * w["latent"])
    dense("start", w["latent"], size)
    if w["normalised"]:
        shift("start", top, size)
    for name, before, after in up:
        uniform(name + ".weight", (4, 4, after, before), 16 * after)
        shift(name, after, 16 * after)
    bottom = w["channels"][0]
    uniform("likelihood.weight", (4, 4, 3, bottom), 16 * bottom)
    uniform("likelihood.bias", (3,), 16 * bottom)
    return parameters


def minibatches(workload):
    """Endless shuffled minibatches of row numbers."""
    random = np.random.default_rng(3)
    batch = {**WORKLOADS, **CONVOLUTIONS}[workload]["batch"]
    count = CONVOLUTIONS.get(workload, {}).get("examples", EXAMPLES)
    while True:
        order = random.permutation(count).astype(np.int32)
        for start in range(0, count - batch + 1, batch):
            yield order[start:start + batch]


def measure(name, workload, step, steps_of_call=1, data_seconds=0.0):
    """Calls `step` for some seconds, and prints what the calls took for each of their steps."""
    seconds = float(os.environ.get("VAE_BENCHMARK_SECONDS", "3"))
    step()
    started = int(os.environ.get("VAE_BENCHMARK_START", "0"))
    first = (time.clock_gettime_ns(time.CLOCK_MONOTONIC) - started) / 1e6 - data_seconds * 1e3 if started else None
    warm = time.perf_counter() + min(1.0, seconds / 3)
    while time.perf_counter() < warm:
        step()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        before = time.perf_counter()
        step()
        times.append((time.perf_counter() - before) / steps_of_call)
    low, median, high = np.percentile(np.array(times) * 1e3, [10, 50, 90])
    print(json.dumps(dict(
        name=name, workload=workload, low=low, median=median, high=high, first=first,
        peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))


def arguments(known=WORKLOADS):
    """Workload and variant from the command line."""
    if len(sys.argv) < 2 or sys.argv[1] not in known:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(known)} [VARIANT]")
    return sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
