"""A step by hand in numpy: gradients derived on paper, in place where it helps."""

import time

import numpy as np

from workloads import *

ACTIVATIONS = {
    "tanh": (lambda a: np.tanh(a, out=a), lambda y, g: g * (1 - y * y)),
    "relu": (lambda a: np.maximum(a, 0, out=a), lambda y, g: g * (y > 0)),
    "leaky": (lambda a: np.maximum(a, 0.2 * a, out=a), lambda y, g: g * np.where(y > 0, 1, 0.2).astype(np.float32)),
}


def main():
    workload, _ = arguments()
    w = WORKLOADS[workload]
    started = time.perf_counter()
    examples = data(workload)
    seconds = time.perf_counter() - started
    parameters = initial(workload)
    first = {name: np.zeros_like(p) for name, p in parameters.items()}
    second = {name: np.zeros_like(p) for name, p in parameters.items()}
    scratch = {name: np.empty_like(p) for name, p in parameters.items()}
    rows, random = minibatches(workload), np.random.default_rng(4)
    names = [name for name, *_ in layers(workload)]
    activation = {name: a for name, _, _, a in layers(workload)}
    encoder = [name for name in names if name.startswith("encoder")]
    decoder = [name for name in names if name.startswith("decoder")]
    size, batch, count = w["latent"], w["batch"], 0

    def dense(name, x):
        y = x @ parameters[name + ".weight"]
        y += parameters[name + ".bias"]
        return ACTIVATIONS[activation[name]][0](y) if activation[name] else y

    def back(name, x, g, gradients, wants_input=True):
        np.matmul(x.T, g, out=gradients[name + ".weight"])
        np.sum(g, axis=0, out=gradients[name + ".bias"])
        return g @ parameters[name + ".weight"].T if wants_input else None

    gradients = {name: np.empty_like(p) for name, p in parameters.items()}

    def step():
        nonlocal count
        count += 1
        x = examples[next(rows)]
        inputs, h = {}, x
        for name in encoder:
            inputs[name] = h
            h = dense(name, h)
        top = h
        code = dense("posterior", top)
        mean, log_variance = code[:, :size], code[:, size:]
        deviation = np.exp(0.5 * log_variance)
        noise = random.standard_normal((batch, size), dtype=np.float32)
        h = mean + deviation * noise
        for name in decoder:
            inputs[name] = h
            h = dense(name, h)
        last = h
        out = dense("likelihood", last)
        if w["likelihood"] == "bernoulli":
            loss = np.sum(np.maximum(out, 0) - out * x + np.log1p(np.exp(-np.abs(out))))
            g = 1 / (1 + np.exp(-out)) - x
        else:
            pixels = w["pixels"]
            value, s = 1 / (1 + np.exp(-out[:, :pixels])), out[:, pixels:]
            precision, error = np.exp(-s), value - x
            loss = 0.5 * np.sum(s + error * error * precision + np.float32(np.log(2 * np.pi)))
            g = np.concatenate(
                [error * precision * value * (1 - value), 0.5 * (1 - error * error * precision)], axis=1)
        loss -= 0.5 * np.sum(1 + log_variance - mean * mean - deviation * deviation)
        g *= np.float32(1 / batch)
        g = back("likelihood", last, g, gradients)
        outputs = [inputs[name] for name in decoder[1:]] + [last]
        for name, y in zip(reversed(decoder), reversed(outputs)):
            g = back(name, inputs[name], ACTIVATIONS[activation[name]][1](y, g), gradients)
        scale = np.float32(1 / batch)
        g = np.concatenate(
            [g + mean * scale, g * noise * deviation * 0.5 + 0.5 * (deviation * deviation - 1) * scale], axis=1)
        g = back("posterior", top, g, gradients)
        outputs = [inputs[name] for name in encoder[1:]] + [top]
        for name, y in zip(reversed(encoder), reversed(outputs)):
            g = back(name, inputs[name], ACTIVATIONS[activation[name]][1](y, g), gradients, name != encoder[0])
        rate = np.float32(RATE * np.sqrt(1 - BETA2 ** count) / (1 - BETA1 ** count))
        for name, p in parameters.items():
            m, v, g, t = first[name], second[name], gradients[name], scratch[name]
            m *= np.float32(BETA1)
            np.multiply(g, np.float32(1 - BETA1), out=t)
            m += t
            v *= np.float32(BETA2)
            np.multiply(g, g, out=t)
            t *= np.float32(1 - BETA2)
            v += t
            np.sqrt(v, out=t)
            t += np.float32(EPSILON)
            np.divide(m, t, out=t)
            t *= rate
            p -= t
        return loss

    measure("numpy", workload, step, data_seconds=seconds)


main()
