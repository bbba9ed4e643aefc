"""PyTorch, eager or (variant `compiled`) with torch.compile; Adam in its fused form."""

import os
import time

from workloads import *

import torch
from torch import nn


class VAE(nn.Module):
    def __init__(self, workload):
        super().__init__()
        self.w = WORKLOADS[workload]
        self.dense = nn.ModuleDict({name: nn.Linear(i, o) for name, i, o, _ in layers(workload)})
        self.plan = layers(workload)

    def pipeline(self, part, h):
        functions = {"tanh": torch.tanh, "relu": torch.relu, "leaky": lambda a: nn.functional.leaky_relu(a, 0.2)}
        for name, _, _, activation in self.plan:
            if name.startswith(part):
                h = functions[activation](self.dense[name](h))
        return h

    def forward(self, x):
        mean, log_variance = self.dense["posterior"](self.pipeline("encoder", x)).chunk(2, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        out = self.dense["likelihood"](self.pipeline("decoder", z))
        if self.w["likelihood"] == "bernoulli":
            loss = nn.functional.binary_cross_entropy_with_logits(out, x, reduction="sum")
        else:
            value, s = out.chunk(2, dim=1)
            loss = 0.5 * (s + (torch.sigmoid(value) - x) ** 2 * torch.exp(-s) + 1.8378770664093453).sum()
        loss = loss - 0.5 * (1 + log_variance - mean ** 2 - torch.exp(log_variance)).sum()
        return loss / x.shape[0]


class ConvolutionalVAE(nn.Module):
    def __init__(self, workload):
        super().__init__()
        self.w = w = CONVOLUTIONS[workload]
        channels, small = w["channels"], w["side"] >> len(w["channels"])
        self.top = (channels[-1], small, small)
        size = channels[-1] * small * small

        def stage(layer, before, after):
            block = [layer(before, after, 4, 2, 1, bias=not w["normalised"])]
            return block + ([nn.BatchNorm2d(after), nn.LeakyReLU(0.2)] if w["normalised"] else [nn.ReLU()])

        pairs = list(zip([3] + channels, channels))
        self.encoder = nn.Sequential(*sum((stage(nn.Conv2d, a, b) for a, b in pairs), []), nn.Flatten())
        self.posterior = nn.Linear(size, 2 * w["latent"])
        self.start = nn.Linear(w["latent"], size)
        back = list(zip(channels[::-1], channels[-2::-1]))
        self.begin = nn.Sequential(nn.BatchNorm2d(channels[-1]), nn.LeakyReLU(0.2)) if w["normalised"] else nn.ReLU()
        self.decoder = nn.Sequential(
            *sum((stage(nn.ConvTranspose2d, a, b) for a, b in back), []),
            nn.ConvTranspose2d(channels[0], 3, 4, 2, 1))

    def forward(self, x):
        mean, log_variance = self.posterior(self.encoder(x)).chunk(2, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        out = self.decoder(self.begin(self.start(z).view(-1, *self.top)))
        loss = ((out - x) ** 2).sum() / (2 * self.w["scale"] ** 2)
        divergence = -0.5 * (1 + log_variance - mean ** 2 - torch.exp(log_variance)).sum()
        return (loss + self.w["weight"] * divergence) / x.shape[0]


def main():
    workload, variant = arguments({**WORKLOADS, **CONVOLUTIONS})
    torch.set_num_threads(int(os.environ.get("VAE_BENCHMARK_THREADS", os.cpu_count())))
    started = time.perf_counter()
    examples = torch.from_numpy(data(workload))
    seconds = time.perf_counter() - started
    model = (ConvolutionalVAE if workload in CONVOLUTIONS else VAE)(workload)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, betas=(BETA1, BETA2), eps=EPSILON, fused=True)
    forward = torch.compile(model) if variant == "compiled" else model
    rows = minibatches(workload)

    def step():
        x = examples[torch.from_numpy(next(rows)).long()]
        optimizer.zero_grad(set_to_none=True)
        forward(x).backward()
        optimizer.step()

    measure("PyTorch compiled" if variant == "compiled" else "PyTorch eager", workload, step, data_seconds=seconds)


main()
