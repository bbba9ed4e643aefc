"""TensorFlow, the whole step as a tf.function; variant `xla` compiles it."""

import os
import time

from workloads import *

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf


def main():
    workload, variant = arguments()
    w, plan = WORKLOADS[workload], layers(workload)
    tf.config.threading.set_intra_op_parallelism_threads(
        int(os.environ.get("VAE_BENCHMARK_THREADS", os.cpu_count())))
    started = time.perf_counter()
    examples = tf.constant(data(workload))
    seconds = time.perf_counter() - started
    functions = {"tanh": tf.tanh, "relu": tf.nn.relu, "leaky": lambda a: tf.nn.leaky_relu(a, 0.2)}
    p = {name: tf.Variable(value) for name, value in initial(workload).items()}
    first = {name: tf.Variable(tf.zeros_like(v)) for name, v in p.items()}
    second = {name: tf.Variable(tf.zeros_like(v)) for name, v in p.items()}
    count = tf.Variable(0.0)

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
