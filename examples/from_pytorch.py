#!/usr/bin/env python3
"""A network of PyTorch as a preset: the same weights, the same data, the same trajectory.

    from_pytorch.py [--catapult PROGRAM] [--steps 50] [--folder DIR]

Trains a two-layer tanh network with full-batch gradient descent in PyTorch, writes its initial weights and its data
with numpy.save, lets `catapult run` take the same steps from network.w0, and prints the largest relative difference
of the training loss.  Exit 0 if it is below 1e-10.

The network is in NTK parametrisation, as everywhere in catapult: z = W a / sqrt(fan-in), no biases.  A layer of
torch.nn.Linear computes z = W a; W * sqrt(fan-in) is then what belongs into w0_0.npy, but its gradient descent is
another one: there a layer's step is larger by its fan-in.
"""
import argparse
import csv
import math
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch

N, D, WIDTH, ETA = 48, 7, 200, 1.9


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = torch.nn.Parameter(torch.randn(WIDTH, D, dtype=torch.float64))
        self.w2 = torch.nn.Parameter(torch.randn(1, WIDTH, dtype=torch.float64))

    def forward(self, x):
        a = torch.tanh(x @ self.w1.T / math.sqrt(D))
        return (a @ self.w2.T / math.sqrt(WIDTH))[:, 0]


def train(net, x, y, steps):
    """The loss of every step, of weights 0 to `steps`."""
    optimizer, losses = torch.optim.SGD(net.parameters(), lr=ETA), []
    for _ in range(steps + 1):
        optimizer.zero_grad()
        loss = torch.mean((net(x) - y) ** 2)
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    return np.array(losses)


def write(folder, net, x, y):
    for name, array in (("x_train", x), ("y_train", y), ("x_test", x[:1]), ("y_test", y[:1]),
                        ("w0_0", net.w1.detach()), ("w0_1", net.w2.detach())):
        np.save(os.path.join(folder, name + ".npy"), array.numpy())
    with open(os.path.join(folder, "torch.conf"), "w", encoding="utf-8") as file:
        file.write(f"""title = "a network of PyTorch"
model = network
eta = {ETA}
loss = mean
data {{ source = npy  path = .  n = {N}  test = 0  normalize = none }}
network {{ widths = {{{WIDTH}}}  activation = tanh  w0 = . }}
stop {{ steps = 50  loss = 0 }}
""")


def read_losses(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return np.array([float(row["train_loss"]) for row in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--catapult", default="catapult")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--folder", help="keep the files here")
    options = parser.parse_args()
    folder = options.folder or tempfile.mkdtemp()
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(1)
    x = torch.randn(N, D, dtype=torch.float64)
    y = torch.sign(x[:, 0] * x[:, 1])
    net = Network()
    write(folder, net, x, y)
    ours = train(net, x, y, options.steps)
    rows = os.path.join(folder, "rows.csv")
    subprocess.run([options.catapult, "run", os.path.join(folder, "torch.conf"), "--steps", str(options.steps),
                    "--csv", rows], check=True, stdout=subprocess.DEVNULL)
    theirs = read_losses(rows)
    if theirs.shape != ours.shape:
        sys.exit(f"{len(theirs)} rows, {len(ours)} steps of PyTorch")
    difference = np.max(np.abs(theirs - ours) / ours)
    print(f"{options.steps} steps, loss {ours[0]:.6g} to {ours[-1]:.6g}: largest relative difference {difference:.2g}")
    return 0 if difference < 1e-10 else 1


if __name__ == "__main__":
    sys.exit(main())
