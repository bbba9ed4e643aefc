"""JAX, the whole step compiled; variant `scan` compiles twenty steps in one `lax.scan`."""

import time

from workloads import *

import jax
import jax.numpy as jnp

SCAN = 20
FUNCTIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu, "leaky": lambda a: jnp.where(a > 0, a, 0.2 * a)}


def dense(p, name, h):
    return h @ p[name + ".weight"] + p[name + ".bias"]


def draw(out, key):
    """Mean and log-variance of the posterior, and latents drawn from it."""
    mean, log_variance = jnp.split(out, 2, axis=1)
    return mean, log_variance, mean + jnp.exp(0.5 * log_variance) * jax.random.normal(key, mean.shape)


def divergence(mean, log_variance):
    return -0.5 * jnp.sum(1 + log_variance - mean ** 2 - jnp.exp(log_variance))


def dense_model(workload):
    """The loss of the dense workloads: a function of parameters, running statistics, rows and a key."""
    w, plan = WORKLOADS[workload], layers(workload)

    def pipeline(p, part, h):
        for name, _, _, activation in plan:
            if name.startswith(part):
                h = FUNCTIONS[activation](dense(p, name, h))
        return h

    def loss(p, running, x, key):
        mean, log_variance, z = draw(dense(p, "posterior", pipeline(p, "encoder", x)), key)
        out = dense(p, "likelihood", pipeline(p, "decoder", z))
        if w["likelihood"] == "bernoulli":
            nats = jnp.sum(jnp.maximum(out, 0) - out * x + jnp.log1p(jnp.exp(-jnp.abs(out))))
        else:
            value, s = jnp.split(out, 2, axis=1)
            nats = 0.5 * jnp.sum(s + (jax.nn.sigmoid(value) - x) ** 2 * jnp.exp(-s) + 1.8378770664093453)
        return (nats + divergence(mean, log_variance)) / x.shape[0], running

    return loss


def convolutional_model(workload):
    """The loss of the convolutional workloads, pictures with channels last."""
    w = CONVOLUTIONS[workload]
    top, small = w["channels"][-1], w["side"] >> len(w["channels"])
    down, up = stages(workload)
    axes = ("NHWC", "HWIO", "NHWC")

    def convolve(p, name, h):
        return jax.lax.conv_general_dilated(h, p[name + ".weight"], (2, 2), "SAME", dimension_numbers=axes)

    def back(p, name, h):
        return jax.lax.conv_transpose(
            h, p[name + ".weight"], (2, 2), "SAME", dimension_numbers=axes, transpose_kernel=True)

    def activate(p, running, name, h, has_bias=True):
        if not w["normalised"]:
            return jax.nn.relu(h + p[name + ".bias"] if has_bias else h)
        mean, variance = jnp.mean(h, (0, 1, 2)), jnp.var(h, (0, 1, 2))
        running[name] = jax.tree.map(lambda kept, new: 0.9 * kept + 0.1 * new, running[name], (mean, variance))
        h = (h - mean) * (p[name + ".scale"] * jax.lax.rsqrt(variance + 1e-5)) + p[name + ".offset"]
        return FUNCTIONS["leaky"](h)

    def loss(p, running, x, key):
        running, h = dict(running), x
        for name, _, _ in down:
            h = activate(p, running, name, convolve(p, name, h))
        mean, log_variance, z = draw(dense(p, "posterior", h.reshape(h.shape[0], -1)), key)
        h = dense(p, "start", z).reshape(-1, small, small, top)
        h = activate(p, running, "start", h, has_bias=False)
        for name, _, _ in up:
            h = activate(p, running, name, back(p, name, h))
        out = back(p, "likelihood", h) + p["likelihood.bias"]
        nats = jnp.sum((out - x) ** 2) / (2 * w["scale"] ** 2)
        return (nats + w["weight"] * divergence(mean, log_variance)) / x.shape[0], running

    return loss


def main():
    workload, variant = arguments({**WORKLOADS, **CONVOLUTIONS})
    started = time.perf_counter()
    examples = data(workload)
    examples = jnp.asarray(examples.transpose(0, 2, 3, 1) if workload in CONVOLUTIONS else examples)
    seconds = time.perf_counter() - started
    make_loss, values = (
        (convolutional_model, convolutional_initial) if workload in CONVOLUTIONS else (dense_model, initial))
    loss = make_loss(workload)
    p = {name: jnp.asarray(value) for name, value in values(workload).items()}
    running = {name[:-len(".scale")]: (jnp.zeros_like(v), jnp.ones_like(v))
               for name, v in p.items() if name.endswith(".scale")}

    def step(state, rows):
        p, running, first, second, count, key = state
        key, noise = jax.random.split(key)
        gradient, running = jax.grad(loss, has_aux=True)(p, running, examples[rows], noise)
        count = count + 1
        rate = RATE * jnp.sqrt(1 - BETA2 ** count) / (1 - BETA1 ** count)
        first = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, gradient)
        second = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, gradient)
        p = jax.tree.map(lambda q, m, v: q - rate * m / (jnp.sqrt(v) + EPSILON), p, first, second)
        return (p, running, first, second, count, key), None

    zeros = jax.tree.map(jnp.zeros_like, p)
    state = (p, running, zeros, jax.tree.map(jnp.zeros_like, p), jnp.float32(0), jax.random.key(4))
    rows = minibatches(workload)
    steps = SCAN if variant == "scan" else 1
    if variant == "scan":
        call = jax.jit(lambda s, r: jax.lax.scan(step, s, r), donate_argnums=0)
    else:
        call = jax.jit(step, donate_argnums=0)

    def run():
        nonlocal state
        chosen = np.stack([next(rows) for _ in range(SCAN)]) if variant == "scan" else next(rows)
        state, _ = call(state, chosen)
        jax.block_until_ready(state)

    measure("JAX scan" if variant == "scan" else "JAX", workload, run, steps_of_call=steps, data_seconds=seconds)


main()
