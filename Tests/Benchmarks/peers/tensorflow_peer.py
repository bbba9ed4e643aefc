"""TensorFlow, the whole step as a tf.function; variant `xla` compiles it."""

import os
import time

from workloads import *

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf


def dense_model(workload, p):
    """The loss of the dense workloads: a function of rows."""
    w, plan = WORKLOADS[workload], layers(workload)
    functions = {"tanh": tf.tanh, "relu": tf.nn.relu, "leaky": lambda a: tf.nn.leaky_relu(a, 0.2)}
    p.update({name: tf.Variable(value) for name, value in initial(workload).items()})

    def dense(name, h):
        return h @ p[name + ".weight"] + p[name + ".bias"]

    def pipeline(part, h):
        for name, _, _, activation in plan:
            if name.startswith(part):
                h = functions[activation](dense(name, h))
        return h

    def loss(x):
        mean, log_variance = tf.split(dense("posterior", pipeline("encoder", x)), 2, axis=1)
        z = mean + tf.exp(0.5 * log_variance) * tf.random.normal(mean.shape)
        out = dense("likelihood", pipeline("decoder", z))
        if w["likelihood"] == "bernoulli":
            nats = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=out))
        else:
            value, s = tf.split(out, 2, axis=1)
            nats = 0.5 * tf.reduce_sum(s + (tf.sigmoid(value) - x) ** 2 * tf.exp(-s) + 1.8378770664093453)
        return (nats - 0.5 * tf.reduce_sum(1 + log_variance - mean ** 2 - tf.exp(log_variance))) / w["batch"]

    return loss


def convolutional_model(workload, p):
    """The loss of the convolutional workloads, pictures with channels last."""
    w = CONVOLUTIONS[workload]
    batch, top, small = w["batch"], w["channels"][-1], w["side"] >> len(w["channels"])
    size = top * small * small
    down, up = stages(workload)
    p.update({name: tf.Variable(value) for name, value in convolutional_initial(workload).items()})
    running = {name[:-len(".scale")]: (tf.Variable(tf.zeros_like(v)), tf.Variable(tf.ones_like(v)))
               for name, v in p.items() if name.endswith(".scale")}

    def activate(name, h, has_bias=True):
        if not w["normalised"]:
            return tf.nn.relu(tf.nn.bias_add(h, p[name + ".bias"]) if has_bias else h)
        h, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            h, p[name + ".scale"], p[name + ".offset"], epsilon=1e-5, is_training=True)
        for kept, new in zip(running[name], (mean, variance)):
            kept.assign(0.9 * kept + 0.1 * new)
        return tf.nn.leaky_relu(h, 0.2)

    def back(name, h, after):
        side = 2 * h.shape[1]
        return tf.nn.conv2d_transpose(h, p[name + ".weight"], (batch, side, side, after), 2, "SAME")

    def loss(x):
        h = x
        for name, _, _ in down:
            h = activate(name, tf.nn.conv2d(h, p[name + ".weight"], 2, "SAME"))
        h = tf.reshape(h, (batch, size)) @ p["posterior.weight"] + p["posterior.bias"]
        mean, log_variance = tf.split(h, 2, axis=1)
        z = mean + tf.exp(0.5 * log_variance) * tf.random.normal(mean.shape)
        h = tf.reshape(z @ p["start.weight"] + p["start.bias"], (batch, small, small, top))
        h = activate("start", h, has_bias=False)
        for name, _, after in up:
            h = activate(name, back(name, h, after))
        out = tf.nn.bias_add(back("likelihood", h, 3), p["likelihood.bias"])
        nats = tf.reduce_sum((out - x) ** 2) / (2 * w["scale"] ** 2)
        divergence = -0.5 * tf.reduce_sum(1 + log_variance - mean ** 2 - tf.exp(log_variance))
        return (nats + w["weight"] * divergence) / batch

    return loss


def main():
    workload, variant = arguments({**WORKLOADS, **CONVOLUTIONS})
    tf.config.threading.set_intra_op_parallelism_threads(
        int(os.environ.get("VAE_BENCHMARK_THREADS", os.cpu_count())))
    started = time.perf_counter()
    examples = data(workload)
    examples = tf.constant(examples.transpose(0, 2, 3, 1).copy() if workload in CONVOLUTIONS else examples)
    seconds = time.perf_counter() - started
    p = {}
    loss = (convolutional_model if workload in CONVOLUTIONS else dense_model)(workload, p)
    first = {name: tf.Variable(tf.zeros_like(v)) for name, v in p.items()}
    second = {name: tf.Variable(tf.zeros_like(v)) for name, v in p.items()}
    count = tf.Variable(0.0)

    @tf.function(jit_compile=variant == "xla")
    def train(rows):
        x = tf.gather(examples, rows)
        with tf.GradientTape() as tape:
            value = loss(x)
        gradients = tape.gradient(value, p)
        count.assign_add(1.0)
        rate = RATE * tf.sqrt(1 - BETA2 ** count) / (1 - BETA1 ** count)
        for name, g in gradients.items():
            m = first[name].assign(BETA1 * first[name] + (1 - BETA1) * g)
            v = second[name].assign(BETA2 * second[name] + (1 - BETA2) * g * g)
            p[name].assign_sub(rate * m / (tf.sqrt(v) + EPSILON))

    rows = minibatches(workload)
    measure("TensorFlow XLA" if variant == "xla" else "TensorFlow", workload,
            lambda: train(tf.constant(next(rows))), data_seconds=seconds)


main()
