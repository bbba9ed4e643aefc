"""JAX, the whole step compiled; variant `scan` compiles twenty steps in one `lax.scan`."""

import time

from workloads import *

import jax
import jax.numpy as jnp

SCAN = 20


def main():
    workload, variant = arguments()
    w, plan = WORKLOADS[workload], layers(workload)
    started = time.perf_counter()
    examples = jnp.asarray(data(workload))
    seconds = time.perf_counter() - started
    functions = {"tanh": jnp.tanh, "relu": jax.nn.relu, "leaky": lambda a: jnp.where(a > 0, a, 0.2 * a)}

    def dense(p, name, h):
        return h @ p[name + ".weight"] + p[name + ".bias"]

    def pipeline(p, part, h):
        for name, _, _, activation in plan:
            if name.startswith(part):
                h = functions[activation](dense(p, name, h))
        return h

    def loss(p, x, key):
        mean, log_variance = jnp.split(dense(p, "posterior", pipeline(p, "encoder", x)), 2, axis=1)
        z = mean + jnp.exp(0.5 * log_variance) * jax.random.normal(key, mean.shape)
        out = dense(p, "likelihood", pipeline(p, "decoder", z))
        if w["likelihood"] == "bernoulli":
            nats = jnp.sum(jnp.maximum(out, 0) - out * x + jnp.log1p(jnp.exp(-jnp.abs(out))))
        else:
            value, s = jnp.split(out, 2, axis=1)
            nats = 0.5 * jnp.sum(s + (jax.nn.sigmoid(value) - x) ** 2 * jnp.exp(-s) + 1.8378770664093453)
        return (nats - 0.5 * jnp.sum(1 + log_variance - mean ** 2 - jnp.exp(log_variance))) / x.shape[0]

    def step(state, rows):
        p, first, second, count, key = state
        key, noise = jax.random.split(key)
        gradient = jax.grad(loss)(p, examples[rows], noise)
        count = count + 1
        rate = RATE * jnp.sqrt(1 - BETA2 ** count) / (1 - BETA1 ** count)
        first = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, gradient)
        second = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, gradient)
        p = jax.tree.map(lambda q, m, v: q - rate * m / (jnp.sqrt(v) + EPSILON), p, first, second)
        return (p, first, second, count, key), None

    p = {name: jnp.asarray(value) for name, value in initial(workload).items()}
    zeros = jax.tree.map(jnp.zeros_like, p)
    state = (p, zeros, jax.tree.map(jnp.zeros_like, p), jnp.float32(0), jax.random.key(4))
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
